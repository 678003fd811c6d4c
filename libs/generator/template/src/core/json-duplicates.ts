import { endOfText } from './json-source.ts';
import { pointer } from './problems.ts';

/** An object or an array that has not been closed yet. */
interface Open {
  readonly path: string;
  /** The member names seen so far, for an object. */
  readonly names: Set<string> | undefined;
  /** The name or index of the current value. */
  item: string | number;
}

const nameAt = (json: Buffer, start: number, end: number): string =>
  String(JSON.parse(json.toString('utf8', start, end + 1)));

const nested = (outer: Open | undefined, isObject: boolean): Open => ({
  path: outer === undefined ? '' : outer.path + pointer(outer.item),
  names: isObject ? new Set() : undefined,
  item: 0,
});

/** The JSON pointer of the first duplicate member in a valid JSON text. */
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
