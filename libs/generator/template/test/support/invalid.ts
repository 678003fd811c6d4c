import type { ColumnModel, Json } from './model.ts';
import { isPassword } from './project.ts';

const tooMuch: Readonly<Record<string, Json>> = {
  smallint: 32768,
  integer: 2147483648,
  serial: 2147483648,
  bigint: '9223372036854775808',
  bigserial: '9223372036854775808',
};

const inArray = (column: ColumnModel, value: Json): Json => (column.array ? [value] : value);

/** A value that is not of the column's type; undefined for JSON, which takes any. */
export const invalidValues = (column: ColumnModel): Json | undefined => {
  if (column.type === 'json' || column.type === 'jsonb') return column.array ? 'not an array' : undefined;
  if (column.array) return { not: 'an array' };
  const formatted = [
    'date',
    'time',
    'timetz',
    'timestamp',
    'timestamptz',
    'interval',
    'uuid',
    'inet',
    'cidr',
    'macaddr',
    'email',
    'url',
    'bytea',
  ];
  if (formatted.includes(column.type)) return 'not~one';
  if (column.type === 'enum') return `none of ${column.enumValues?.join()}`;
  if (column.type === 'boolean') return 'true';
  return ['string', 'text', 'varchar', 'char'].includes(column.type) ? 12 : 'twelve';
};

/** Texts that a pattern refuses. */
export const nonMatching = (pattern: string): readonly string[] => {
  const matches = new RegExp(pattern);
  return ['', '☃', ' ', '\t', 'a', '0', '-', 'Zz9 ☃ zZ'].filter((text) => !matches.test(text));
};

const isWhole = ({ type }: ColumnModel) => !['decimal', 'numeric', 'float', 'real', 'double'].includes(type);

/** The number next to a bound, in the last digit that the bound has: no double tells many of them from it. */
const beyondBounds = (column: ColumnModel): Json | undefined => {
  const { minimum, maximum, type } = column;
  const bound = minimum ?? maximum;
  if (bound === undefined || (typeof bound === 'number' && Math.abs(bound) >= 1e9)) return undefined;
  const step = minimum === undefined ? 1n : -1n;
  if (typeof bound === 'number') return bound + Number(step);
  const [whole = '', fraction = ''] = bound.split('.');
  const digits = isWhole(column) ? 0 : fraction.length;
  const units = String(BigInt(whole + fraction.slice(0, digits)) + step);
  const text = units.replace('-', '').padStart(digits + 1, '0');
  const point = text.length - digits;
  const value = `${units.startsWith('-') ? '-' : ''}${text.slice(0, point)}${digits === 0 ? '' : `.${text.slice(point)}`}`;
  return type.startsWith('big') && !isInt64(value) ? undefined : value;
};

const isInt64 = (text: string) => BigInt.asIntN(64, BigInt(text)) === BigInt(text);

/** A value of the right type that the model does not allow; undefined where it allows all. */
export const outOfBounds = (column: ColumnModel): Json | undefined => {
  const longest = Math.min(column.length ?? Infinity, column.maxLength ?? Infinity);
  const formatted = column.type === 'email' || column.type === 'url' || column.format !== undefined;
  if (longest < 100_000 && !(formatted && !isPassword(column))) return inArray(column, 'x'.repeat(longest + 1));
  const beyond = beyondBounds(column);
  if (beyond !== undefined) return inArray(column, beyond);
  if (column.pattern !== undefined) {
    const [text] = nonMatching(column.pattern);
    return text === undefined ? undefined : inArray(column, text);
  }
  if (column.precision !== undefined && (column.type === 'numeric' || column.type === 'decimal')) {
    return inArray(column, `1${'0'.repeat(Math.max(0, column.precision - (column.scale ?? 0)))}`);
  }
  const value = tooMuch[column.type];
  return value === undefined ? undefined : inArray(column, value);
};
