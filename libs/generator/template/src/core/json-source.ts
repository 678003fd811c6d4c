import { isExactly } from './decimals.ts';
import { limits } from './limits.ts';

/** The digits of a number that JavaScript cannot represent exactly. `JSON.stringify` writes them back unchanged. */
export interface RawNumber {
  readonly rawJSON: string;
}

/** ES2026; supported by every Node version that this project runs on, but not typed by TypeScript yet. */
interface SourceJson {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
}
const sourceJson: typeof JSON & Partial<SourceJson> = JSON;

export const isRawNumber = (value: unknown): value is RawNumber => sourceJson.isRawJSON?.(value) === true;

/** Whether a number overflows or underflows a double. */
export const isBeyondDouble = ({ rawJSON }: RawNumber): boolean => {
  const value = Number(rawJSON);
  return !Number.isFinite(value) || (value === 0 && /[1-9]/.test(rawJSON.replace(/e.*/i, '')));
};

/** Facts about a JSON text that its parsed value does not show. */
export interface Outline {
  /** Number of members of all objects, including duplicates. */
  readonly members: number;
  readonly depth: number;
  /** Whether it has a number of more than 15 digits, which a double may not represent exactly. */
  readonly hasLongNumber: boolean;
}

const [quote, backslash, colon] = [0x22, 0x5c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const [zero, nine, point, smallE, bigE] = [0x30, 0x39, 0x2e, 0x65, 0x45];
const safeDigits = 15;

/** The index of the closing quote of the string that starts at `start`. */
export const endOfText = (json: Buffer, start: number): number => {
  let at = start + 1;
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at;
};

/** Collects the facts in one pass over a valid JSON text. */
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

/** Number of members in a parsed value, where only the last one of duplicates is left. */
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

/** `JSON.parse` calls the reviver recursively; deeper values are rejected later anyway. */
const deepest = limits.jsonDepth + 2;

type Reviver = (this: unknown, name: string, value: unknown, context?: { readonly source?: string }) => unknown;

const keepSource: Reviver = (_, value, context) => {
  if (typeof value !== 'number') return value;
  if (context?.source === undefined || sourceJson.rawJSON === undefined) {
    throw new Error('This version of Node cannot read the digits of a JSON number; package.json says which ones can.');
  }
  return isExactly(value, context.source) ? value : sourceJson.rawJSON(context.source);
};

/** Parses a JSON text; numbers that a double does not represent exactly become `RawNumber`. */
export const parseExactly = (text: string, { depth, hasLongNumber }: Outline): unknown =>
  hasLongNumber && depth <= deepest ? JSON.parse(text, keepSource) : JSON.parse(text);

/** The digits of a number or `RawNumber`; undefined for other values. */
export const numberText = (value: unknown): string | undefined => {
  if (isRawNumber(value)) return value.rawJSON;
  return typeof value === 'number' ? String(value) : undefined;
};
