import type { Pattern } from './pattern.ts';

/** Look-arounds, back references, word boundaries and flags of groups: no texts are made for those. */
class Unsupported extends Error {}

interface Cursor {
  readonly source: string;
  at: number;
}

/** An atom that stands for one character: a class, a dot, an escape, or the character itself. */
const atom = /\[(?:\\[^]|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[^])|[^]/uy;
const notOneCharacter = /^\\(?:[1-9]|[bBk])/;
const quantifier = /(?:([*+?])|\{(\d{1,9})(?:(,)(\d{0,9}))?\})\??/uy;
const groupStart = /\((?:\?(?::|<[^=!>][^>]*>))?/uy;

const take = (cursor: Cursor, expression: RegExp): RegExpExecArray | null => {
  expression.lastIndex = cursor.at;
  const found = expression.exec(cursor.source);
  if (found !== null) cursor.at += found[0].length;
  return found;
};

const characterOf = (text: string): Pattern => {
  if (notOneCharacter.test(text)) throw new Unsupported(text);
  const one = new RegExp(['^', text, '$'].join(''), 'u');
  const known = new Map<string, boolean>();
  return {
    kind: 'character',
    has: (character) => {
      const answer = known.get(character) ?? one.test(character);
      known.set(character, answer);
      return answer;
    },
  };
};

const readAtom = (cursor: Cursor): Pattern => {
  const next = cursor.source[cursor.at];
  if (next === '^' || next === '$') {
    cursor.at += 1;
    return { kind: next === '^' ? 'start' : 'end' };
  }
  if (next === '(') {
    if (
      cursor.source.startsWith('(?', cursor.at) &&
      !/^\(\?(?::|<[^=!])/.test(cursor.source.slice(cursor.at, cursor.at + 4))
    )
      throw new Unsupported('(?');
    take(cursor, groupStart);
    const inner = readChoice(cursor);
    cursor.at += 1;
    return inner;
  }
  return characterOf(take(cursor, atom)?.[0] ?? '');
};

const readRepeated = (cursor: Cursor): Pattern => {
  const part = readAtom(cursor);
  const found = take(cursor, quantifier);
  if (found === null) return part;
  const [, sign, least, comma, most] = found;
  if (sign !== undefined)
    return { kind: 'repeat', part, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
  const largest = comma === undefined ? least : most === '' ? Infinity : most;
  return { kind: 'repeat', part, least: Number(least), most: Number(largest) };
};

const readSequence = (cursor: Cursor): Pattern => {
  const parts: Pattern[] = [];
  while (cursor.at < cursor.source.length && !'|)'.includes(cursor.source.charAt(cursor.at)))
    parts.push(readRepeated(cursor));
  return { kind: 'sequence', parts };
};

const readChoice = (cursor: Cursor): Pattern => {
  const options = [readSequence(cursor)];
  while (cursor.source[cursor.at] === '|') {
    cursor.at += 1;
    options.push(readSequence(cursor));
  }
  return { kind: 'choice', options };
};

/** Reads a pattern that is valid under the flag `u`; undefined for one that no texts are made for. */
export const parsePattern = (source: string): Pattern | undefined => {
  try {
    return readChoice({ source, at: 0 });
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
};
