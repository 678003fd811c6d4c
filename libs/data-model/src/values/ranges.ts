import { compareDecimals, readDecimal } from './decimals.ts';

/** The bounds of a range type: their format and their order. */
export interface RangeBounds {
  readonly matches: (text: string) => boolean;
  /** Negative where the left bound is the smaller one. */
  readonly compare: (left: string, right: string) => number;
  /**
   * The largest bound of a discrete type. PostgreSQL stores `[1,3]` as `[1,4)` and `(1,3)` as `[2,3)`, so this one can
   * neither be an inclusive upper bound nor an exclusive lower one.
   */
  readonly last: string | undefined;
}

const bound = '(?:"([^"\\\\]+)"|([^"\\\\,()[\\]]*))';
const rangePattern = new RegExp(`^([[(])${bound},${bound}([\\])])$`);

/** Whether a text is a range with such bounds: `empty`, or two bounds, each of which may be missing. */
export const isRangeOf = (text: string, { matches, compare, last }: RangeBounds): boolean => {
  if (text === 'empty') return true;
  const match = rangePattern.exec(text);
  if (match === null) return false;
  const [, start, quotedLower, plainLower, quotedUpper, plainUpper, end] = match;
  const [lower, upper] = [quotedLower ?? plainLower ?? '', quotedUpper ?? plainUpper ?? ''];
  if (![lower, upper].every((side) => side === '' || matches(side))) return false;
  const isMoved = (side: string, moves: boolean): boolean =>
    moves && last !== undefined && side !== '' && compare(side, last) >= 0;
  if (isMoved(lower, start === '(') || isMoved(upper, end === ']')) return false;
  return lower === '' || upper === '' || compare(lower, upper) <= 0;
};

/** The exact order of decimal numbers. */
export const compareNumbers = (left: string, right: string): number => {
  const [one, other] = [readDecimal(left), readDecimal(right)];
  return one === undefined || other === undefined ? 0 : compareDecimals(one, other);
};

const offsetMinutes = (text: string): number => {
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
};

/** Microseconds of a date and time since the epoch, in UTC where it has an offset. */
const instant = (text: string): bigint => {
  const [, minutes = '', seconds = '0', fraction = ''] =
    /^.{11}(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,20}))?)?/.exec(text) ?? [];
  const local = Date.parse(`${text.slice(0, 10)}T${minutes}:${seconds.padStart(2, '0')}Z`);
  const offset = offsetMinutes(text.slice(16));
  return (BigInt(local) - BigInt(offset) * 60_000n) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
};

/** The order of dates with a time. */
export const compareInstants = (left: string, right: string): number => {
  const [one, other] = [instant(left), instant(right)];
  return one < other ? -1 : one > other ? 1 : 0;
};

/** The order of dates. */
export const compareDays = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
