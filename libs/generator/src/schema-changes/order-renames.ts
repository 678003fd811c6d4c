import { words } from '../emit/index.ts';
import { shortHash } from '../naming/words.ts';

/** Something that has a name in one namespace or more. */
export interface Renamed<T> {
  readonly object: T;
  readonly from: string;
  /** Undefined for something that goes later, whose name is free to change. */
  readonly to: string | undefined;
  readonly namespaces: readonly string[];
}

export interface RenameMove<T> {
  readonly object: T;
  readonly from: string;
  readonly to: string;
}

const keyOf = (namespace: string, name: string): string => JSON.stringify([namespace, name]);
const keysOf = <T>({ namespaces }: Renamed<T>, name: string): readonly string[] =>
  namespaces.map((namespace) => keyOf(namespace, name));

/**
 * Orders renames so that no name is ever given to two objects: names may be swapped, go round in circles, or be one that
 * another object had before. Where nothing else is left, an object gets a name that nothing else has on its way.
 *
 * @throws RangeError for two objects that are to have the same name
 *
 * @param renamed everything that is there, also what keeps its name
 * @param created names that objects get that are not there yet, by namespace
 */
export const orderRenames = <T>(
  renamed: readonly Renamed<T>[],
  created: readonly { readonly namespace: string; readonly name: string }[],
): readonly RenameMove<T>[] => {
  const moves: RenameMove<T>[] = [];
  const current = new Map(renamed.map((item) => [item, item.from]));
  const taken = new Set(renamed.flatMap((item) => keysOf(item, item.from)));
  const wanted = new Set([
    ...created.map(({ namespace, name }) => keyOf(namespace, name)),
    ...renamed.flatMap((item) => (item.to === undefined ? [] : keysOf(item, item.to))),
  ]);
  const move = (item: Renamed<T>, to: string): void => {
    const from = current.get(item) ?? item.from;
    for (const key of keysOf(item, from)) taken.delete(key);
    for (const key of keysOf(item, to)) taken.add(key);
    current.set(item, to);
    moves.push({ object: item.object, from, to });
  };
  const isFree = (item: Renamed<T>, name: string): boolean => keysOf(item, name).every((key) => !taken.has(key));
  const passingName = (item: Renamed<T>): string => {
    for (let attempt = 0; ; attempt += 1) {
      const name = words`snapinfra_${shortHash(...item.namespaces, item.from, String(attempt))}`;
      if (isFree(item, name) && keysOf(item, name).every((key) => !wanted.has(key))) return name;
    }
  };
  for (const item of renamed) {
    if (item.to === undefined && keysOf(item, item.from).some((key) => wanted.has(key))) move(item, passingName(item));
  }
  const parked = new Set<Renamed<T>>();
  let pending = renamed.filter(({ from, to }) => to !== undefined && to !== from);
  while (pending.length > 0) {
    const before = pending.length;
    pending = pending.filter((item) => {
      if (!isFree(item, item.to ?? '')) return true;
      move(item, item.to ?? '');
      return false;
    });
    if (pending.length < before) continue;
    const next = pending.find((item) => !parked.has(item));
    // Each of them is out of the way of the others by now.
    if (next === undefined) throw new RangeError('Two objects of a schema are to have the same name');
    parked.add(next);
    move(next, passingName(next));
  }
  return moves;
};
