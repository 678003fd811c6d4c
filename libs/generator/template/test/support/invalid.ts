import type { ColumnModel, Json } from './model.ts';
import { isPassword, textFormat, typeOf } from './project.ts';

/** The smallest integer beyond the range of the type. */
const tooMuch = (column: ColumnModel): Json | undefined => {
  const type = typeOf(column);
  if (type.form !== 'integer') return undefined;
  const next = BigInt(type.range[1]) + 1n;
  return type.written === 'text' ? String(next) : Number(next);
};

const inArray = (column: ColumnModel, value: Json): Json => (column.array ? [value] : value);

/** A value of the wrong type; undefined for JSON, which accepts any. */
export const invalidValues = (column: ColumnModel): Json | undefined => {
  const type = typeOf(column);
  if (type.form === 'document') return column.array ? 'not an array' : undefined;
  if (column.array) return { not: 'an array' };
  if (type.form === 'formatted') return type.wrong;
  if (type.form === 'text' && type.format === 'none') return 12;
  if (type.form === 'label') return `none of ${column.enumValues?.join()}`;
  if (type.form === 'boolean') return 'true';
  return 'not~one';
};

/** Texts that do not match a pattern. */
export const nonMatching = (pattern: string): readonly string[] => {
  const matches = new RegExp(pattern);
  return ['', '☃', ' ', '\t', 'a', '0', '-', 'Zz9 ☃ zZ'].filter((text) => !matches.test(text));
};

/** The number just beyond a bound, by one unit of its last digit; a double often cannot tell them apart. */
const beyondBounds = (column: ColumnModel): Json | undefined => {
  const { minimum, maximum } = column;
  const type = typeOf(column);
  const bound = minimum ?? maximum;
  if (bound === undefined || (typeof bound === 'number' && Math.abs(bound) >= 1e9)) return undefined;
  const step = minimum === undefined ? 1n : -1n;
  if (typeof bound === 'number') return bound + Number(step);
  const [whole = '', fraction = ''] = bound.split('.');
  const digits = type.form === 'integer' ? 0 : fraction.length;
  const units = String(BigInt(whole + fraction.slice(0, digits)) + step);
  const text = units.replace('-', '').padStart(digits + 1, '0');
  const point = text.length - digits;
  const value = `${units.startsWith('-') ? '-' : ''}${text.slice(0, point)}${digits === 0 ? '' : `.${text.slice(point)}`}`;
  return type.form === 'integer' && type.written === 'text' && !isInt64(value) ? undefined : value;
};

const isInt64 = (text: string) => BigInt.asIntN(64, BigInt(text)) === BigInt(text);

/** A value of the right type that the model does not allow; undefined if it allows all. */
export const outOfBounds = (column: ColumnModel): Json | undefined => {
  const longest = Math.min(column.length ?? Infinity, column.maxLength ?? Infinity);
  if (longest < 100_000 && (textFormat(column) === undefined || isPassword(column)))
    return inArray(column, 'x'.repeat(longest + 1));
  const beyond = beyondBounds(column);
  if (beyond !== undefined) return inArray(column, beyond);
  if (column.pattern !== undefined) {
    const [text] = nonMatching(column.pattern);
    return text === undefined ? undefined : inArray(column, text);
  }
  if (column.precision !== undefined && typeOf(column).form === 'decimal') {
    return inArray(column, `1${'0'.repeat(Math.max(0, column.precision - (column.scale ?? 0)))}`);
  }
  const value = tooMuch(column);
  return value === undefined ? undefined : inArray(column, value);
};
