import { endOfText } from './json-source.ts';
import { pointer } from './problems.ts';

/** An object or a list that is not at its end. */
interface Open {
  readonly path: string;
  /** Of an object the names that it has so far. */
  readonly names: Set<string> | undefined;
  /** The name or the position of the next value. */
  item: string | number;
}

const nameAt = (json: Buffer, start: number, end: number): string =>
  String(JSON.parse(json.toString('utf8', start, end + 1)));

const nested = (outer: Open | undefined, isObject: boolean): Open => ({
  path: outer === undefined ? '' : outer.path + pointer(outer.item),
  names: isObject ? new Set() : undefined,
  item: 0,
});

/** The JSON pointer of the first member of a valid JSON text whose name its object has already. */
export const firstDuplicate = (json: Buffer): string | undefined => {
  const open: Open[] = [];
  let isName = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = String.fromCharCode(json[at] ?? 0);
    const inner = open.at(-1);
    if (character === '"') {
      const start = at;
      at = endOfText(json, at);
      if (!isName || inner?.names === undefined) continue;
      const name = nameAt(json, start, at);
      if (inner.names.has(name)) return inner.path + pointer(name);
      inner.names.add(name);
      inner.item = name;
    } else if (character === '{' || character === '[') open.push(nested(inner, character === '{'));
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',' && typeof inner?.item === 'number') inner.item += 1;
    if (character === '{' || character === ',') isName = open.at(-1)?.names !== undefined;
    if (character === ':' || character === '[') isName = false;
  }
  return undefined;
};
