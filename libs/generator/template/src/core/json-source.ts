import { isExactly } from './decimals.ts';
import { limits } from './limits.ts';

/** A number as it was written, where a JavaScript number is not that number. `JSON.stringify` writes it back like that. */
export interface RawNumber {
  readonly rawJSON: string;
}

/** Of ES2026, which every version of Node has that this project runs on. */
interface SourceJson {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
}
const sourceJson: typeof JSON & Partial<SourceJson> = JSON;

export const isRawNumber = (value: unknown): value is RawNumber => sourceJson.isRawJSON?.(value) === true;

/** A number that a double could only hold as zero or as infinity. */
export const isBeyondDouble = ({ rawJSON }: RawNumber): boolean => {
  const value = Number(rawJSON);
  return !Number.isFinite(value) || (value === 0 && /[1-9]/.test(rawJSON.replace(/e.*/i, '')));
};

/** Facts about a JSON text that its parsed value does not tell. */
export interface Outline {
  /** Members of all its objects, those of the same name counted each. */
  readonly members: number;
  readonly depth: number;
  /** Whether a number in it may be another one as a double: fifteen digits are always safe. */
  readonly hasLongNumber: boolean;
}

const [quote, backslash, colon] = [0x22, 0x5c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const [zero, nine, point, smallE, bigE] = [0x30, 0x39, 0x2e, 0x65, 0x45];
const safeDigits = 15;

/** Where the text that starts at this quote ends. */
export const endOfText = (json: Buffer, start: number): number => {
  let at = start + 1;
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at;
};

/** Walks over a valid JSON text once. */
export const outlineOf = (json: Buffer): Outline => {
  let [members, depth, deepest, digits, hasLongNumber] = [0, 0, 0, 0, false];
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte >= zero && byte <= nine) {
      digits += 1;
      hasLongNumber ||= digits > safeDigits;
    } else if (byte === point) continue;
    else {
      hasLongNumber ||= digits > 0 && (byte === smallE || byte === bigE);
      digits = 0;
      if (byte === quote) at = endOfText(json, at);
      else if (byte === colon) members += 1;
      else if (byte === openBrace || byte === openBracket) deepest = Math.max(deepest, (depth += 1));
      else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    }
  }
  return { members, depth: deepest, hasLongNumber };
};

/** The members that are left in a parsed value: of those with the same name the last one only. */
export const countMembers = (value: unknown): number => {
  let count = 0;
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const inner: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) count += inner.length;
    for (const item of inner) if (typeof item === 'object' && item !== null) open.push(item);
  }
  return count;
};

/** Deeper than a value may be; `JSON.parse` calls its reviver by recursion. */
const deepest = limits.jsonDepth + 2;

type Reviver = (this: unknown, name: string, value: unknown, context?: { readonly source?: string }) => unknown;

const keepSource: Reviver = (_, value, context) => {
  if (typeof value !== 'number') return value;
  if (context?.source === undefined || sourceJson.rawJSON === undefined) {
    throw new Error('This version of Node cannot read the digits of a JSON number; package.json says which ones can.');
  }
  return isExactly(value, context.source) ? value : sourceJson.rawJSON(context.source);
};

/** The value of a JSON text, in which a number that no double is stands as it was written. */
export const parseExactly = (text: string, { depth, hasLongNumber }: Outline): unknown =>
  hasLongNumber && depth <= deepest ? JSON.parse(text, keepSource) : JSON.parse(text);

/** The digits of a number, however it came; undefined where it is none. */
export const numberText = (value: unknown): string | undefined => {
  if (isRawNumber(value)) return value.rawJSON;
  return typeof value === 'number' ? String(value) : undefined;
};
