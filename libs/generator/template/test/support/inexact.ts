import type { ColumnModel, Json } from './model.ts';
import { typeOf } from './project.ts';

/** A number for a body with exactly these digits, which a JavaScript number would round. */
const raw = (digits: string): Json => (JSON as unknown as { rawJSON: (text: string) => Json }).rawJSON(digits);

const isOwnValue = (column: ColumnModel) => !(column.domain ?? column).samples;

/** A number with one more fractional digit than the column keeps. */
const finer = ({ precision, scale = 0 }: ColumnModel) => `0.${'0'.repeat(precision === undefined ? 1000 : scale)}1`;

const second = ({ precision = 6 }: ColumnModel) => `00.${'0'.repeat(precision)}1`;

/**
 * Values that a column cannot store unchanged: PostgreSQL or JavaScript would silently round or truncate them, or
 * convert them into other units.
 */
const changedValues = (column: ColumnModel): readonly Json[] => {
  const type = typeOf(column);
  switch (type.form) {
    case 'decimal':
      return [finer(column), raw(finer(column))];
    case 'integer':
      return type.written === 'text'
        ? ['1.5', raw('1.5'), raw('1000000000000000.5')]
        : [1.5, raw('1.0000000000000000001')];
    case 'float':
      return [raw('1e400'), raw('1e-400')];
    case 'clock': {
      const at = (time: string) => `${type.before}${time}${type.after}`;
      return [at(`23:59:${second(column)}`), at('23:59:60'), at(`24:00:${second(column)}`)];
    }
    case 'duration':
      return [`PT${second(column)}S`, 'P1.5Y', 'P1.5M', 'PT9999999999.999999S'];
    case 'text':
      return type.padded && (column.length ?? 1) > 1 && isOwnValue(column) ? ['x '] : [];
    case 'formatted':
      return type.changed;
    default:
      return [];
  }
};

const inList = (column: ColumnModel, value: Json): Json => (column.array ? [value] : value);

/** Values that must be rejected because the column would change them, also as elements of an array. */
export const inexactValues = (column: ColumnModel): readonly Json[] =>
  changedValues(column).map((value) => inList(column, value));

/** The value with JSON numbers instead of digit strings; undefined for other types. */
export const asNumbers = (column: ColumnModel, value: Json): Json | undefined => {
  const type = typeOf(column);
  const isExact = type.form === 'decimal' || (type.form === 'integer' && type.written === 'text');
  if (!isExact || value === null) return undefined;
  return Array.isArray(value) ? value.map((item) => raw(String(item))) : raw(String(value));
};
