import { is, sql, type SQL } from 'drizzle-orm';
import { PgArray, PgEnumColumn, type PgColumn } from 'drizzle-orm/pg-core';

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
  /** Whether a float has 32 bits. */
  readonly real: boolean;
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

const scalarType = (column: PgColumn): Omit<SqlType, 'array' | 'cast'> => {
  if (is(column, PgEnumColumn)) {
    return {
      family: 'enum',
      elementCast: sql`${sql.identifier(column.enum.enumName)}`,
      labels: column.enum.enumValues,
      real: false,
    };
  }
  const name = column.getSQLType().replace(/ ?\(.*?\)/, '');
  const known = families.get(name);
  if (known === undefined) throw new Error(`Column ${column.name} has the type ${name}, which the API cannot serve`);
  return { family: known[0], elementCast: sql.raw(known[1]), labels: undefined, real: name === 'real' };
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
