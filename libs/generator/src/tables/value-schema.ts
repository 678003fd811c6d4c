import type { Bound, FieldType, ResolvedColumn } from '@snapinfra/data-model';
import { boundDigits } from '../bounds.ts';
import { imported, jsonLiteral, propertyAccess, ts, type Code } from '../emit/index.ts';
import { isPassword } from '../sql/index.ts';

type Ts = Code<'ts'>;
type Options = Readonly<Record<string, unknown>>;

const typebox = imported('Type', 'typebox');
const values = imported('value', '../core/fields.ts', { kind: 'namespace' });

const call = (callee: Ts, options: Options): Ts =>
  Object.values(options).every((option) => option === undefined)
    ? ts`${callee}()`
    : ts`${callee}(${jsonLiteral(options)})`;

const type = (name: string, options: Options): Ts => call(propertyAccess(typebox, name), options);
const value = (name: string, options: Options): Ts => call(propertyAccess(values, name), options);

/** Hashing takes time in proportion to nothing but a password's length. */
const longestPassword = 1024;
/** As PostgreSQL writes the largest `real`; the nearest one to it is the largest. */
const largestReal = 3.4028235e38;

const smallest = (...limits: readonly (number | undefined)[]): number | undefined => {
  const present = limits.filter((limit) => limit !== undefined);
  return present.length === 0 ? undefined : Math.min(...present);
};

const range = ({ minimum, maximum }: ResolvedColumn, least: number, most: number): Options => ({
  minimum: Math.max(Number(minimum ?? least), least),
  maximum: Math.min(Number(maximum ?? most), most),
});

const asNumber = (bound: Bound | undefined): number | undefined => (bound === undefined ? undefined : Number(bound));

/** Bounds digit by digit: as JSON numbers they would lose some. */
const exactRange = ({ minimum, maximum }: ResolvedColumn): Options => ({
  minimum: minimum === undefined ? undefined : boundDigits(minimum),
  maximum: maximum === undefined ? undefined : boundDigits(maximum),
});

const textFormats: Readonly<Record<string, string>> = { email: 'email', url: 'uri', file: 'uri' };

const textOptions = (column: ResolvedColumn): Options => ({
  minLength: column.minLength,
  maxLength: smallest(column.maxLength, column.length ?? (column.type === 'char' ? 1 : undefined)),
  pattern: column.pattern,
  format: textFormats[column.type] ?? textFormats[column.format ?? ''],
});

const passwordOptions = (column: ResolvedColumn): Options => ({
  minLength: column.minLength,
  maxLength: smallest(column.maxLength, column.length, longestPassword),
  pattern: column.pattern,
  writeOnly: true,
});

type SchemaOf = (column: ResolvedColumn, shared: Options) => Ts;

const text: SchemaOf = (column, shared) => type('String', { ...textOptions(column), ...shared });
const integer =
  (bits: number): SchemaOf =>
  (column, shared) =>
    type('Integer', { ...range(column, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1), ...shared });
const float: SchemaOf = ({ minimum, maximum }, shared) =>
  type('Number', { minimum: asNumber(minimum), maximum: asNumber(maximum), ...shared });
const bigint: SchemaOf = (column, shared) => value('bigint', { ...exactRange(column), ...shared });
const numeric: SchemaOf = (column, shared) =>
  value('numeric', { precision: column.precision, scale: column.scale, ...exactRange(column), ...shared });
const clock =
  (name: string): SchemaOf =>
  ({ precision }, shared) =>
    value(name, { precision, ...shared });
const named =
  (name: string): SchemaOf =>
  (_, shared) =>
    value(name, shared);

const schemas: Readonly<Record<FieldType, SchemaOf>> = {
  string: text,
  text,
  varchar: text,
  char: text,
  email: text,
  url: text,
  integer: integer(32),
  serial: integer(32),
  smallint: integer(16),
  bigint,
  bigserial: bigint,
  decimal: numeric,
  numeric,
  float,
  double: float,
  real: (column, shared) => type('Number', { ...range(column, -largestReal, largestReal), ...shared }),
  boolean: (_, shared) => type('Boolean', shared),
  date: named('date'),
  time: clock('time'),
  timetz: clock('timeWithOffset'),
  timestamp: clock('localDateTime'),
  timestamptz: clock('moment'),
  interval: clock('duration'),
  uuid: named('uuid'),
  json: named('json'),
  jsonb: named('json'),
  bytea: named('bytes'),
  inet: named('inet'),
  cidr: named('cidr'),
  macaddr: named('macaddr'),
  enum: ({ enumValues }, { description }) =>
    description === undefined
      ? ts`${typebox}.Enum(${jsonLiteral(enumValues ?? [])})`
      : ts`${typebox}.Enum(${jsonLiteral(enumValues ?? [])}, ${jsonLiteral({ description })})`,
};

/** The TypeBox expression for the values of a column that are not null. */
export const valueSchema = (column: ResolvedColumn): Ts => {
  const { description } = column;
  const element = (shared: Options): Ts =>
    isPassword(column)
      ? type('String', { ...passwordOptions(column), ...shared })
      : schemas[column.type](column, shared);
  if (!column.array) return element({ description });
  const list = propertyAccess(values, 'list');
  return description === undefined
    ? ts`${list}(${element({})})`
    : ts`${list}(${element({})}, ${jsonLiteral({ description })})`;
};
