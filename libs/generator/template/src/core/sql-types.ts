import { is, sql, type SQL } from 'drizzle-orm';
import { PgArray, PgEnumColumn, PgInterval, PgText, type PgColumn } from 'drizzle-orm/pg-core';

/** How a column's values look in JSON and in a URL, and how PostgreSQL compares them. */
export type Family =
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'float'
  | 'boolean'
  | 'text'
  | 'char'
  | 'enum'
  | 'bytea'
  | 'json'
  | 'jsonb'
  | 'date'
  | 'time'
  | 'timetz'
  | 'timestamp'
  | 'timestamptz'
  | 'interval'
  | 'uuid'
  | 'inet'
  | 'cidr'
  | 'macaddr';

export interface SqlType {
  /** The family of the values, or of an array's elements. */
  readonly family: Family;
  readonly array: boolean;
  /** The type to cast a text to; without a length, because a cast would cut silently what is longer. */
  readonly cast: SQL;
  /** The same for one element. */
  readonly elementCast: SQL;
  readonly labels: readonly string[] | undefined;
  /** Whether the values are texts with an order of their own, that of the labels: see `orderRef`. */
  readonly ranked: boolean;
  /** Whether a float has 32 bits. */
  readonly real: boolean;
  /** Digits of a second that a time or an interval keeps. */
  readonly secondDigits: number | undefined;
}

const families: ReadonlyMap<string, readonly [family: Family, cast: string]> = new Map([
  ['smallint', ['integer', 'smallint']],
  ['smallserial', ['integer', 'smallint']],
  ['integer', ['integer', 'integer']],
  ['serial', ['integer', 'integer']],
  ['bigint', ['bigint', 'bigint']],
  ['bigserial', ['bigint', 'bigint']],
  ['numeric', ['numeric', 'numeric']],
  ['real', ['float', 'real']],
  ['double precision', ['float', 'double precision']],
  ['boolean', ['boolean', 'boolean']],
  ['text', ['text', 'text']],
  ['varchar', ['text', 'varchar']],
  ['char', ['char', 'bpchar']],
  ['bytea', ['bytea', 'bytea']],
  ['json', ['json', 'json']],
  ['jsonb', ['jsonb', 'jsonb']],
  ['date', ['date', 'date']],
  ['time', ['time', 'time']],
  ['time with time zone', ['timetz', 'timetz']],
  ['timestamp', ['timestamp', 'timestamp']],
  ['timestamp with time zone', ['timestamptz', 'timestamptz']],
  ['interval', ['interval', 'interval']],
  ['uuid', ['uuid', 'uuid']],
  ['inet', ['inet', 'inet']],
  ['cidr', ['cidr', 'cidr']],
  ['macaddr', ['macaddr', 'macaddr']],
]);

/** PostgreSQL's limit for a label; an enum with a longer one is kept as text. */
const enumOf = (column: PgColumn): Pick<SqlType, 'elementCast' | 'labels' | 'ranked'> | undefined => {
  if (is(column, PgEnumColumn)) {
    const { enumName, enumValues } = column.enum;
    return { elementCast: sql`${sql.identifier(enumName)}`, labels: enumValues, ranked: false };
  }
  if (!is(column, PgText) || column.enumValues === undefined) return undefined;
  return { elementCast: sql`text`, labels: column.enumValues, ranked: true };
};

const timeFamilies: ReadonlySet<Family> = new Set(['time', 'timetz', 'timestamp', 'timestamptz', 'interval']);

/** What PostgreSQL keeps of a second where the model does not say. */
const microseconds = 6;

/** Drizzle leaves a zero out of the name of an interval's type. */
const secondDigitsOf = (column: PgColumn): number => {
  if (is(column, PgInterval)) return column.precision ?? microseconds;
  const [, digits] = /\((\d+)\)/.exec(column.getSQLType()) ?? [];
  return digits === undefined ? microseconds : Number(digits);
};

const scalarType = (column: PgColumn): Omit<SqlType, 'array' | 'cast'> => {
  const asEnum = enumOf(column);
  if (asEnum !== undefined) return { family: 'enum', ...asEnum, real: false, secondDigits: undefined };
  const name = column.getSQLType().replace(/ ?\([^()]*\)/, '');
  const known = families.get(name);
  if (known === undefined) throw new Error(`Column ${column.name} has the type ${name}, which the API cannot serve`);
  const [family, cast] = known;
  return {
    family,
    elementCast: sql.raw(cast),
    labels: undefined,
    ranked: false,
    real: name === 'real',
    secondDigits: timeFamilies.has(family) ? secondDigitsOf(column) : undefined,
  };
};

const types = new WeakMap<PgColumn, SqlType>();

/** What the API needs to know of a column's type; it comes from the Drizzle column alone. */
export const sqlTypeOf = (column: PgColumn): SqlType => {
  const known = types.get(column);
  if (known !== undefined) return known;
  const array = is(column, PgArray);
  const scalar = scalarType(array ? column.baseColumn : column);
  const type = { ...scalar, array, cast: array ? sql`${scalar.elementCast}[]` : scalar.elementCast };
  types.set(column, type);
  return type;
};

/** The format that a value's text must have, for families that are texts of a certain form. */
export const formatOf: Readonly<Partial<Record<Family, string>>> = {
  bigint: 'int64',
  numeric: 'decimal',
  bytea: 'byte',
  date: 'date',
  time: 'time',
  timetz: 'time-with-offset',
  timestamp: 'date-time-local',
  timestamptz: 'date-time',
  interval: 'duration',
  uuid: 'uuid',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'macaddr',
};
