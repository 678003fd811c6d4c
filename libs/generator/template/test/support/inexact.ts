import type { ColumnModel, Json } from './model.ts';

/** A number of a body as it is to be written, digit by digit: `JSON.stringify` would round it. */
const raw = (digits: string): Json => (JSON as unknown as { rawJSON: (text: string) => Json }).rawJSON(digits);

const wholeTypes = ['smallint', 'integer', 'serial', 'bigint', 'bigserial'];
const exactTypes = ['bigint', 'bigserial', 'decimal', 'numeric'];

const isOwnValue = (column: ColumnModel) => !(column.domain ?? column).samples;

/** Digits behind all those that the column keeps. */
const finer = ({ precision, scale = 0 }: ColumnModel) => `0.${'0'.repeat(precision === undefined ? 1000 : scale)}1`;

const second = ({ precision = 6 }: ColumnModel) => `00.${'0'.repeat(precision)}1`;

const clockTexts: Readonly<Record<string, (seconds: string) => string>> = {
  time: (seconds) => `23:59:${seconds}`,
  timetz: (seconds) => `23:59:${seconds}+00`,
  timestamp: (seconds) => `2024-02-29T23:59:${seconds}`,
  timestamptz: (seconds) => `2024-02-29T23:59:${seconds}Z`,
};

/**
 * What a column could only store as something else: PostgreSQL or JavaScript would round it, cut it or turn it into other
 * units without a word.
 */
const changedValues = (column: ColumnModel): readonly Json[] => {
  const { type } = column;
  if (type === 'decimal' || type === 'numeric') return [finer(column), raw(finer(column))];
  if (type.startsWith('big')) return ['1.5', raw('1.5'), raw('1000000000000000.5')];
  if (wholeTypes.includes(type)) return [1.5, raw('1.0000000000000000001')];
  if (type === 'float' || type === 'double' || type === 'real') return [raw('1e400'), raw('1e-400')];
  const clock = clockTexts[type];
  if (clock !== undefined) return [clock(second(column)), clock('60'), clock(second(column)).replace('23:59', '24:00')];
  if (type === 'interval') return [`PT${second(column)}S`, 'P1.5Y', 'P1.5M', 'PT9999999999.999999S'];
  return type === 'char' && (column.length ?? 1) > 1 && isOwnValue(column) ? ['x '] : [];
};

const inList = (column: ColumnModel, value: Json): Json => (column.array ? [value] : value);

/** Values that must be refused because the column would change them; in a list they are refused, too. */
export const inexactValues = (column: ColumnModel): readonly Json[] =>
  changedValues(column).map((value) => inList(column, value));

/** A column's value as JSON numbers instead of texts; undefined for types whose values are no texts of digits. */
export const asNumbers = (column: ColumnModel, value: Json): Json | undefined => {
  if (!exactTypes.includes(column.type) || value === null) return undefined;
  return Array.isArray(value) ? value.map((item) => raw(String(item))) : raw(String(value));
};
