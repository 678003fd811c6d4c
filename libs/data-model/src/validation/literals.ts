import type { Field, FieldType } from '../data-model.schema.ts';
import { kindOf } from '../field-kinds.ts';
import { type Decimal, readDecimal } from '../values/decimals.ts';
import { formats, fractionDigits, secondDigits } from '../values/formats.ts';

const integerRanges: Partial<Record<FieldType, readonly [bigint, bigint]>> = {
  smallint: [-32_768n, 32_767n],
  integer: [-2_147_483_648n, 2_147_483_647n],
  serial: [1n, 2_147_483_647n],
  bigint: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
  bigserial: [1n, 9_223_372_036_854_775_807n],
};

/** Smallest and largest value of an integer type. */
export const integerRange = (type: FieldType): readonly [bigint, bigint] => integerRanges[type] ?? [0n, 0n];

/** An integer from its JSON form: a whole number, and for bigint its digits as a text. Undefined when it is none, or out of range. */
export const readInteger = (value: unknown, type: FieldType): bigint | undefined => {
  const isBig = type === 'bigint' || type === 'bigserial';
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value);
  const isText = isBig && typeof value === 'string' && formats.get('int64')?.matches(value) === true;
  if (!isNumber && !isText) return undefined;
  const read = BigInt(value);
  const [minimum, maximum] = integerRange(type);
  return read >= minimum && read <= maximum ? read : undefined;
};

/** As PostgreSQL writes the largest `real`; the nearest one to it is the largest. */
const largestReal = 3.4028235e38;

/** The digits of a number, or of a text that is one; undefined when it is neither. */
export const readNumeric = (value: unknown): Decimal | undefined => {
  if (typeof value === 'number') return readDecimal(String(value));
  return typeof value === 'string' && formats.get('decimal')?.matches(value) === true ? readDecimal(value) : undefined;
};

/** Smallest and largest value of a number type; `numeric` without a precision has none that matters. */
export const numberRange = ({ type, precision, scale = 0 }: Field): readonly [string, string] => {
  if (kindOf(type) === 'integer') {
    const [minimum, maximum] = integerRange(type);
    return [String(minimum), String(maximum)];
  }
  if (type === 'real') return [String(-largestReal), String(largestReal)];
  if (kindOf(type) === 'floating') return [String(-Number.MAX_VALUE), String(Number.MAX_VALUE)];
  const digits = precision === undefined ? ['9'.repeat(1000), '9'.repeat(1000)] : nines(precision, scale);
  const largest = digits.join('.');
  return [`-${largest}`, largest];
};

/** The largest digits of numeric(precision, scale), before and after the point. */
const nines = (precision: number, scale: number): readonly string[] => [
  '9'.repeat(Math.max(precision - scale, 0)) || '0',
  ...(scale === 0 ? [] : ['9'.repeat(scale)]),
];

/** Whether `real` can hold a number: not too large for it, and not so small that it would become zero. */
export const fitsReal = (value: number): boolean =>
  Math.abs(value) <= largestReal && (value === 0 || Math.fround(value) !== 0);

/** The format of the texts that are values of these types. */
const textFormats: Partial<Record<FieldType, string>> = {
  date: 'date',
  time: 'time',
  timetz: 'time-with-offset',
  timestamp: 'date-time-local',
  timestamptz: 'date-time',
  interval: 'duration',
  uuid: 'uuid',
  bytea: 'byte',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'macaddr',
};

/** What is wrong with a text of such a type, as what was expected; undefined where nothing is. */
export const textFault = (text: string, { type, precision = secondDigits }: Field): string | undefined => {
  const format = formats.get(textFormats[type] ?? '');
  if (format === undefined) return undefined;
  if (!format.matches(text)) return format.expected;
  const hasSeconds = kindOf(type) === 'time' || kindOf(type) === 'interval';
  if (!hasSeconds || fractionDigits(text) <= precision) return undefined;
  return precision === 0
    ? `${format.expected}, in whole seconds`
    : `${format.expected}, with ${precision} digits of a second at most`;
};

export const isEmail = (text: string): boolean => formats.get('email')?.matches(text) === true;
export const isUrl = (text: string): boolean => formats.get('uri')?.matches(text) === true;
