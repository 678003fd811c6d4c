import { isCidr, isInet } from './addresses.ts';
import { isDecimal } from './decimals.ts';
import { compareDays, compareInstants, compareNumbers, isRangeOf, type RangeBounds } from './ranges.ts';

/** The format of a text: its check, and how messages describe it. */
export interface Format {
  readonly matches: (text: string) => boolean;
  /** Follows "must be" in messages. */
  readonly expected: string;
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Some clients write nine fractional digits or more; those beyond PostgreSQL's six must be zero. */
const secondsText = '\\d{1,20}';
const timeText = `([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.${secondsText})?)?`;
const offsetText = '(Z|[+-](0\\d|1[0-5])(:?[0-5]\\d)?)';
const timePattern = new RegExp(`^${timeText}$`);
const timeWithOffsetPattern = new RegExp(`^${timeText}${offsetText}$`, 'i');
const durationPattern =
  /^P(?=.)(-?\d{1,10}Y)?(-?\d{1,10}M)?(-?\d{1,10}W)?(-?\d{1,10}D)?(?:T(?=.)(-?\d{1,10}H)?(-?\d{1,10}M)?(?:(-?\d{1,10})(?:\.(\d{1,20}))?S)?)?$/;

/** Fractional digits of a second that PostgreSQL's times and intervals keep. */
export const secondDigits = 6;

/** Number of digits after the point of a time or an interval, without trailing zeros. */
export const fractionDigits = (text: string): number => {
  const [, digits = ''] = /\.(\d+)/.exec(text) ?? [];
  let count = digits.length;
  while (digits[count - 1] === '0') count -= 1;
  return count;
};

const isKept = (text: string): boolean => fractionDigits(text) <= secondDigits;

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

const isDate = (text: string): boolean => {
  const match = datePattern.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
};

const isTime = (text: string): boolean => timePattern.test(text) && isKept(text);
const isTimeWithOffset = (text: string): boolean => timeWithOffsetPattern.test(text) && isKept(text);

const isDateTime = (text: string, time: (text: string) => boolean): boolean =>
  /^[T ]$/i.test(text.charAt(10)) && isDate(text.slice(0, 10)) && time(text.slice(11));

const yearOneMs = new Date('0001-01-01T00:00:00Z').getTime();
const yearTenThousandMs = new Date('+010000-01-01T00:00:00Z').getTime();

/** A moment within the years 1 to 9999, also in UTC: beyond them PostgreSQL's output is not RFC 3339. */
const isMoment = (text: string): boolean => {
  if (!isDateTime(text, isTimeWithOffset)) return false;
  const offset = /([+-])(\d{2}):?(\d{2})?$/.exec(text);
  const local = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 16)}:00Z`);
  const minutes = offset === null ? 0 : Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  const utc = local - (offset?.[1] === '-' ? -minutes : minutes) * 60_000;
  return utc >= yearOneMs && utc < yearTenThousandMs;
};

const largestInt32 = 2n ** 31n - 1n;
const largestInt64 = 2n ** 63n - 1n;

/** PostgreSQL reads fractional seconds as a double, and would round more digits than these. */
const mostSecondsWithFraction = 999_999_999n;

/**
 * ISO 8601 as PostgreSQL writes it, within the months, days and microseconds that an interval holds. Only seconds may have
 * a fraction: PostgreSQL turns a fraction of a month into days.
 */
const isDuration = (text: string): boolean => {
  const match = durationPattern.exec(text);
  if (match === null || !isKept(text)) return false;
  const parts = match.slice(1, 8).map((part) => BigInt(part?.replace(/[-YMWDH]/g, '') ?? 0));
  const [years = 0n, months = 0n, weeks = 0n, days = 0n, hours = 0n, minutes = 0n, seconds = 0n] = parts;
  if (fractionDigits(text) > 0 && seconds > mostSecondsWithFraction) return false;
  const microseconds = (hours * 3600n + minutes * 60n + seconds + 1n) * 1_000_000n;
  return years * 12n + months <= largestInt32 && weeks * 7n + days <= largestInt32 && microseconds <= largestInt64;
};

const isInt64 = (text: string): boolean => {
  if (!/^-?\d{1,19}$/.test(text)) return false;
  const value = BigInt(text);
  return value >= -largestInt64 - 1n && value <= largestInt64;
};

/** Characters that RFC 3987 does not allow anywhere in an IRI. Unescaped non-ASCII characters are allowed. */
const noUrlCharacter = /[^\w\-.~:/?#[\]@!$&'()*+,;=%\u00a0-\u{10ffff}]|%(?![\da-f]{2})|\s/iu;

const isUrl = (text: string): boolean =>
  /^https?:\/\/[^/?#]/i.test(text) && !noUrlCharacter.test(text) && URL.canParse(text);

/** Unused bits of the last character must be zero, so that every value has one spelling. */
const isBase64 = (text: string): boolean => {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const end = text.length - padding;
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(text.slice(0, end))) return false;
  return padding === 0 || (padding === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(text.charAt(end - 1));
};

const isInt32 = (text: string): boolean =>
  /^-?\d{1,10}$/.test(text) && BigInt.asIntN(32, BigInt(text)) === BigInt(text);
const isLocalDateTime = (text: string): boolean => isDateTime(text, isTime);

const format = (matches: Format['matches'], expected: string): Format => ({ matches, expected });

const range = (bounds: RangeBounds, example: string): Format =>
  format((text) => isRangeOf(text, bounds), `a range such as ${example}, or empty`);

/** Formats by name. They are stricter than PostgreSQL where it would silently change a value. */
export const formats = {
  date: format(isDate, 'a date such as 2026-03-31'),
  time: format(isTime, 'a time such as 13:45:00'),
  'time-with-offset': format(isTimeWithOffset, 'a time with an offset such as 13:45:00+02:00'),
  'date-time': format(isMoment, 'a moment such as 2026-03-31T13:45:00Z'),
  'date-time-local': format(isLocalDateTime, 'a local date and time such as 2026-03-31T13:45:00'),
  duration: format(isDuration, 'an ISO 8601 duration such as P1DT2H'),
  uuid: format(
    (text) => /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i.test(text),
    'a UUID such as 3fa85f64-5717-4562-b3fc-2c963f66afa6',
  ),
  email: format((text) => /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/.test(text), 'an e-mail address'),
  uri: format(isUrl, 'a URL such as https://example.com/'),
  int64: format(isInt64, 'a whole number of 64 bits'),
  decimal: format(isDecimal, 'a decimal number such as "12.50"'),
  inet: format(isInet, 'an IP address, with or without a prefix length'),
  cidr: format(isCidr, 'a network such as 10.0.0.0/8, with no bits set beyond its prefix'),
  macaddr: format(
    (text) => /^[\da-f]{2}([:-])([\da-f]{2}\1){4}[\da-f]{2}$/i.test(text),
    'a MAC address such as 08:00:2b:01:02:03',
  ),
  byte: format(isBase64, 'base64'),
  int4range: range({ matches: isInt32, compare: compareNumbers, last: String(largestInt32) }, '[1,10)'),
  int8range: range({ matches: isInt64, compare: compareNumbers, last: String(largestInt64) }, '[1,10)'),
  numrange: range({ matches: isDecimal, compare: compareNumbers, last: undefined }, '[0.5,1.5)'),
  daterange: range({ matches: isDate, compare: compareDays, last: '9999-12-31' }, '[2026-01-01,2027-01-01)'),
  tsrange: range(
    { matches: isLocalDateTime, compare: compareInstants, last: undefined },
    '[2026-01-31T08:30:00,2026-01-31T09:00:00)',
  ),
  tstzrange: range(
    { matches: isMoment, compare: compareInstants, last: undefined },
    '[2026-01-31T08:30:00Z,2026-01-31T09:00:00Z)',
  ),
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;

/** Whether PostgreSQL can store a text: it accepts neither NUL nor a lone surrogate. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
