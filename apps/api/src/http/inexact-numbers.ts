import { isExactly } from '@snapinfra/contracts/data-model';

/** What a model says with numbers that must not lose a digit: under these names, anywhere below a list of tables. */
const exactMembers: ReadonlySet<string> = new Set(['default', 'defaultValue', 'minimum', 'maximum', 'validation']);

const mostPlaces = 100;
/** Fifteen digits are always exact; an exponent may lead out of what a double holds. */
const safeDigits = 15;

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [zero, nine, minus, plus, point, bigE, smallE] = [0x30, 0x39, 0x2d, 0x2b, 0x2e, 0x45, 0x65];

const isDigit = (byte: number): boolean => byte >= zero && byte <= nine;
const isExponent = (byte: number): boolean => byte === bigE || byte === smallE;

const endOfText = (json: Buffer, start: number): number => {
  let at = start + 1;
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at;
};

const endOfNumber = (json: Buffer, start: number): number => {
  let at = start + 1;
  for (; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (!isDigit(byte) && byte !== point && !isExponent(byte) && byte !== minus && byte !== plus) break;
  }
  return at;
};

/** Whether a number of a valid JSON text may be another one as a double; most texts have none. */
const hasLongNumber = (json: Buffer): boolean => {
  let digits = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (isDigit(byte)) digits += 1;
    else if (digits > 0 && isExponent(byte)) return true;
    else if (byte !== point) digits = 0;
    if (digits > safeDigits) return true;
    if (byte === quote) at = endOfText(json, at);
  }
  return false;
};

/** An object or a list that is not at its end, and what comes next in it: a name as it is written, or a position. */
interface Open {
  readonly isObject: boolean;
  item: Buffer | number;
  /** Whether it is below a list of tables, and there below a member whose numbers count. */
  readonly inTables: boolean;
  readonly isExact: boolean;
}

const segmentOf = ({ item }: Open): string =>
  typeof item === 'number' ? String(item) : String(JSON.parse(item.toString()));

const pointerTo = (open: readonly Open[]): string =>
  open.map((inner) => `/${segmentOf(inner).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const isExactIn = (outer: Open): boolean =>
  outer.isExact || (outer.inTables && outer.isObject && exactMembers.has(segmentOf(outer)));

const nested = (outer: Open | undefined, isObject: boolean): Open => ({
  isObject,
  item: 0,
  inTables: outer !== undefined && (outer.inTables || (outer.isObject && segmentOf(outer) === 'tables')),
  isExact: outer !== undefined && isExactIn(outer),
});

/** Where a number stands that is not exact and has to be. */
const placeOf = (number: Buffer, open: readonly Open[]): string | undefined => {
  const inner = open.at(-1);
  if (inner === undefined || (number.length <= safeDigits && !number.some(isExponent)) || !isExactIn(inner))
    return undefined;
  const digits = number.toString();
  return isExactly(Number(digits), digits) ? undefined : pointerTo(open);
};

const placesIn = (json: Buffer): readonly string[] => {
  const open: Open[] = [];
  const places: string[] = [];
  let isName = false;
  for (let at = 0; at < json.length && places.length < mostPlaces; at += 1) {
    const byte = json[at] ?? 0;
    const inner = open.at(-1);
    if (byte === quote) {
      const end = endOfText(json, at);
      if (isName && inner !== undefined) inner.item = json.subarray(at, end + 1);
      at = end;
    } else if (byte === minus || isDigit(byte)) {
      const end = endOfNumber(json, at);
      const place = placeOf(json.subarray(at, end), open);
      if (place !== undefined) places.push(place);
      at = end - 1;
    } else if (byte === openBrace || byte === openBracket) {
      open.push(nested(inner, byte === openBrace));
      isName = byte === openBrace;
    } else if (byte === closeBrace || byte === closeBracket) open.pop();
    else if (byte === colon) isName = false;
    else if (byte === comma && inner !== undefined) {
      isName = inner.isObject;
      if (typeof inner.item === 'number') inner.item += 1;
    }
  }
  return places;
};

/**
 * The places of the numbers in a model that JavaScript holds as others: `9007199254740993` is 9007199254740992 to it. Only
 * where a model means each digit, in defaults and bounds; the first hundred. The text is valid JSON, and is read once or twice.
 */
export const inexactNumbers = (json: Buffer): readonly string[] => (hasLongNumber(json) ? placesIn(json) : []);
