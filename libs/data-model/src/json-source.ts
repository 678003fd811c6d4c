import { isExactly } from './values/decimals.ts';

const mostPlaces = 100;
/** Fifteen digits are always exact; an exponent may lead out of what a double holds. */
const safeDigits = 15;

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [zero, nine, minus, plus, point, bigE, smallE] = [0x30, 0x39, 0x2d, 0x2b, 0x2e, 0x45, 0x65];

const isDigit = (unit: number): boolean => unit >= zero && unit <= nine;
const isExponent = (unit: number): boolean => unit === bigE || unit === smallE;

const endOfText = (json: string, start: number): number => {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== quote) at += json.charCodeAt(at) === backslash ? 2 : 1;
  return at;
};

const endOfNumber = (json: string, start: number): number => {
  let at = start + 1;
  for (; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    if (!isDigit(unit) && unit !== point && !isExponent(unit) && unit !== minus && unit !== plus) break;
  }
  return at;
};

/** Members of all objects, those of the same name counted each, and whether a number may be another one as a double. */
const outlineOf = (json: string): { readonly members: number; readonly hasLongNumber: boolean } => {
  let [members, digits, hasLongNumber] = [0, 0, false];
  for (let at = 0; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    if (isDigit(unit)) {
      digits += 1;
      hasLongNumber ||= digits > safeDigits;
    } else if (unit !== point) {
      hasLongNumber ||= digits > 0 && isExponent(unit);
      digits = 0;
      if (unit === quote) at = endOfText(json, at);
      else if (unit === colon) members += 1;
    }
  }
  return { members, hasLongNumber };
};

/** The members that are left in a parsed value: of those with the same name the last one only. */
const countMembers = (value: unknown): number => {
  let count = 0;
  const open: object[] = [];
  const look = (item: unknown) => typeof item === 'object' && item !== null && open.push(item);
  look(value);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) next.forEach(look);
    else {
      const record = next as Readonly<Record<string, unknown>>;
      // Twice as fast as its values, where it has very many.
      const names = Object.keys(record);
      count += names.length;
      for (const name of names) look(record[name]);
    }
  }
  return count;
};

/** An object or a list that is not at its end, and what comes next in it: a name as it is written, or a position. */
interface Open {
  readonly isObject: boolean;
  item: string | number;
  /** The names before, where they are looked for. */
  names?: Set<string>;
}

const nameOf = (written: string): string =>
  written.includes('\\') ? String(JSON.parse(written)) : written.slice(1, -1);

const pointerTo = (open: readonly Open[]): string =>
  open
    .map(({ item }) => (typeof item === 'number' ? String(item) : nameOf(item)))
    .map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');

const isExactNumber = (digits: string): boolean =>
  (digits.length <= safeDigits && !/e/i.test(digits)) || isExactly(Number(digits), digits);

/** What is lost when a JSON text is parsed: JSON pointers to it, the first hundred of each. */
export interface LostInParsing {
  /** Numbers that are others as a double: `9007199254740993` is 9007199254740992 to JavaScript. */
  readonly inexactNumbers: readonly string[];
  /** Members of an object that has another one of that name before them. */
  readonly repeatedMembers: readonly string[];
}

const placesIn = (json: string, hasRepeated: boolean): LostInParsing => {
  const open: Open[] = [];
  const [inexactNumbers, repeatedMembers]: [string[], string[]] = [[], []];
  const note = (places: string[]) => places.length < mostPlaces && places.push(pointerTo(open));
  const readName = (inner: Open, written: string) => {
    inner.item = written;
    if (!hasRepeated) return;
    const [names, name] = [(inner.names ??= new Set()), nameOf(written)];
    if (names.has(name)) note(repeatedMembers);
    names.add(name);
  };
  let isName = false;
  for (let at = 0; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    const inner = open.at(-1);
    if (unit === quote) {
      const end = endOfText(json, at);
      if (isName && inner !== undefined) readName(inner, json.slice(at, end + 1));
      at = end;
    } else if (unit === minus || isDigit(unit)) {
      const end = endOfNumber(json, at);
      if (!isExactNumber(json.slice(at, end))) note(inexactNumbers);
      at = end - 1;
    } else if (unit === openBrace || unit === openBracket) {
      isName = unit === openBrace;
      open.push({ isObject: isName, item: 0 });
    } else if (unit === closeBrace || unit === closeBracket) open.pop();
    else if (unit === colon) isName = false;
    else if (unit === comma && inner !== undefined) {
      isName = inner.isObject;
      if (typeof inner.item === 'number') inner.item += 1;
    }
  }
  return { inexactNumbers, repeatedMembers };
};

const nothing: LostInParsing = { inexactNumbers: [], repeatedMembers: [] };

/**
 * What of a valid JSON text is not in its value. Most texts have nothing of the kind, and are read once.
 * @param value what `JSON.parse` made of the text
 */
export const lostInParsing = (json: string, value: unknown): LostInParsing => {
  const { members, hasLongNumber } = outlineOf(json);
  const hasRepeated = members !== countMembers(value);
  return hasLongNumber || hasRepeated ? placesIn(json, hasRepeated) : nothing;
};
