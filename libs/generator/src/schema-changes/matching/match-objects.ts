import type { Matched, Pair } from './schema-match.ts';

interface Identified {
  readonly id: string | undefined;
  readonly name: string;
  /** A table's: a link table has the id of its relationship, which a table of the model may have, too. */
  readonly origin?: string;
}

const identityOf = ({ id, origin }: Identified): string | undefined =>
  id === undefined ? undefined : JSON.stringify([origin, id]);

/** The objects by one of their members; those that share a value are left out, because it does not distinguish them. */
const uniqueBy = <T>(objects: readonly T[], keyOf: (object: T) => string | undefined): ReadonlyMap<string, T> => {
  const found = new Map<string, T | undefined>();
  for (const object of objects) {
    const key = keyOf(object);
    if (key !== undefined) found.set(key, found.has(key) ? undefined : object);
  }
  return new Map([...found].flatMap(([key, object]) => (object === undefined ? [] : [[key, object] as const])));
};

/** Pairs what is left of two lists by one of their members. */
const pairBy = <T>(rest: Matched<T>, keyOf: (object: T) => string | undefined): Matched<T> => {
  const [before, after] = [uniqueBy(rest.dropped, keyOf), uniqueBy(rest.added, keyOf)];
  const pairs = [...before].flatMap(([key, from]): Pair<T>[] => {
    const to = after.get(key);
    return to === undefined ? [] : [{ from, to }];
  });
  return withPairs(rest, pairs);
};

/** The same lists with these pairs taken out of what is left. */
export const withPairs = <T>(matched: Matched<T>, pairs: readonly Pair<T>[]): Matched<T> => {
  const [froms, tos] = [new Set(pairs.map(({ from }) => from)), new Set(pairs.map(({ to }) => to))];
  return {
    pairs: [...matched.pairs, ...pairs],
    added: matched.added.filter((object) => !tos.has(object)),
    dropped: matched.dropped.filter((object) => !froms.has(object)),
  };
};

/** Pairs two lists: by what was answered, then by id, then by name. */
export const matchObjects = <T extends Identified>(
  from: readonly T[],
  to: readonly T[],
  answered: readonly Pair<T>[] = [],
): Matched<T> => {
  const given = withPairs({ pairs: [], added: to, dropped: from }, answered);
  const byId = pairBy(given, identityOf);
  return pairBy(byId, ({ name }) => name);
};

/** Whether ids distinguish the objects of two lists: then two with different ids are two. */
export const haveStableIds = <T extends Identified>({ pairs }: Matched<T>): boolean =>
  pairs.some(({ from, to }) => from.id !== undefined && from.id === to.id);
