import type { Field, FieldType } from '../data-model.schema.ts';

const integerRanges: Partial<Record<FieldType, readonly [bigint, bigint]>> = {
  smallint: [-32_768n, 32_767n],
  integer: [-2_147_483_648n, 2_147_483_647n],
  serial: [1n, 2_147_483_647n],
  bigint: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
  bigserial: [1n, 9_223_372_036_854_775_807n],
};

/** Smallest and largest value of an integer type. */
export const integerRange = (type: FieldType): readonly [bigint, bigint] => integerRanges[type] ?? [0n, 0n];

const digits = /^-?\d{1,19}$/;

/** An integer from its JSON form: a whole number, and for bigint its digits as a text. Undefined when it is none, or out of range. */
export const readInteger = (value: unknown, type: FieldType): bigint | undefined => {
  const isBig = type === 'bigint' || type === 'bigserial';
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value);
  if (!isNumber && !(isBig && typeof value === 'string' && digits.test(value))) return undefined;
  const read = BigInt(value);
  const [minimum, maximum] = integerRange(type);
  return read >= minimum && read <= maximum ? read : undefined;
};

const decimalForm = /^(-?)(\d+)(?:\.(\d+))?$/;
const exponentForm = /^(-?)(\d+)(?:\.(\d+))?[eE]([-+]?\d{1,4})$/;

const shift = (whole: string, fraction: string, exponent: number): [string, string] => {
  const all = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return ['0', '0'.repeat(-point) + all];
  return [all.slice(0, point).padEnd(point, '0'), all.slice(point)];
};

/** The plain digits of a number (`1e21` and `0.1` alike), as PostgreSQL's numeric holds them. Undefined when it is none. */
export const readDecimal = (value: unknown): string | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value);
  const plain = decimalForm.exec(text);
  if (plain !== null) return text;
  const scientific = typeof value === 'number' ? exponentForm.exec(text) : null;
  if (scientific === null) return undefined;
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = scientific;
  const [left, right] = shift(whole, fraction, Number(exponent));
  return `${sign}${left.replace(/^0+(?=\d)/, '')}${right === '' ? '' : `.${right}`}`;
};

/** Whether a number's digits fit numeric(precision, scale) without rounding, or numeric's own limits where those are absent. */
export const fitsNumeric = (decimal: string, { precision, scale = 0 }: Pick<Field, 'precision' | 'scale'>): boolean => {
  const [, , whole = '', fraction = ''] = decimalForm.exec(decimal) ?? [];
  const left = whole.replace(/^0+/, '').length;
  const right = fraction.replace(/0+$/, '').length;
  return precision === undefined ? left <= 131_072 && right <= 16_383 : left <= precision - scale && right <= scale;
};

/** Whether a number is in the range of `real` (others are in that of double precision, since JSON's numbers are). */
export const fitsReal = (value: number): boolean => {
  const rounded = Math.fround(value);
  return Number.isFinite(rounded) && (value === 0 || rounded !== 0);
};

const calendar = /^(\d{4})-(\d{2})-(\d{2})$/;

export const isDate = (text: string): boolean => {
  const [, year, month, day] = calendar.exec(text) ?? [];
  if (year === undefined || Number(year) === 0) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
};

const clock = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?$/;
const offset = /(Z|[-+](0\d|1[0-4]):?[0-5]\d)$/i;

export const isTime = (text: string): boolean => {
  const [, hour, minute, second = '0'] = clock.exec(text) ?? [];
  return hour !== undefined && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
};

const withOffset = (text: string, is: (rest: string) => boolean): boolean =>
  offset.test(text) && is(text.replace(offset, ''));

export const isTimeWithZone = (text: string): boolean => withOffset(text, isTime);
export const isTimestamp = (text: string): boolean =>
  /^.{10}[T ]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
export const isTimestampWithZone = (text: string): boolean => withOffset(text, isTimestamp);

const duration =
  /^P(?=.)(?:[-+]?\d{1,6}Y)?(?:[-+]?\d{1,6}M)?(?:[-+]?\d{1,6}W)?(?:[-+]?\d{1,7}D)?(?:T(?=.)(?:[-+]?\d{1,8}H)?(?:[-+]?\d{1,8}M)?(?:[-+]?\d{1,9}(?:\.\d{1,6})?S)?)?$/;

/** ISO 8601, as the API writes intervals. */
export const isInterval = (text: string): boolean => duration.test(text);

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

export const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);

export const isMacAddress = (text: string): boolean => /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text);

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
export const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text);
