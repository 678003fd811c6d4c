import type { FieldType, ResolvedColumn } from '@snapinfra/data-model';
import { none, sql, sqlIdentifier, sqlNumber, type Code } from '../emit/index.ts';
import type { ColumnNames } from '../naming/index.ts';

type Sql = Code<'sql'>;

const modifier = (...values: readonly (number | undefined)[]): Sql => {
  const [first, second] = values;
  if (first === undefined) return none;
  return second === undefined ? sql`(${sqlNumber(first)})` : sql`(${sqlNumber(first)}, ${sqlNumber(second)})`;
};

const text = (column: ResolvedColumn): Sql =>
  column.length === undefined ? sql`text` : sql`varchar${modifier(column.length)}`;
const numeric = (column: ResolvedColumn): Sql => sql`numeric${modifier(column.precision, column.scale)}`;

const types: Readonly<Record<Exclude<FieldType, 'enum'>, (column: ResolvedColumn) => Sql>> = {
  string: text,
  text,
  email: text,
  url: text,
  varchar: (column) => sql`varchar${modifier(column.length)}`,
  char: (column) => sql`char${modifier(column.length ?? 1)}`,
  integer: () => sql`integer`,
  bigint: () => sql`bigint`,
  smallint: () => sql`smallint`,
  serial: () => sql`integer`,
  bigserial: () => sql`bigint`,
  decimal: numeric,
  numeric,
  float: () => sql`double precision`,
  double: () => sql`double precision`,
  real: () => sql`real`,
  boolean: () => sql`boolean`,
  date: () => sql`date`,
  time: (column) => sql`time${modifier(column.precision)}`,
  timetz: (column) => sql`time${modifier(column.precision)} with time zone`,
  timestamp: (column) => sql`timestamp${modifier(column.precision)}`,
  timestamptz: (column) => sql`timestamp${modifier(column.precision)} with time zone`,
  interval: (column) => sql`interval${modifier(column.precision)}`,
  uuid: () => sql`uuid`,
  json: () => sql`json`,
  jsonb: () => sql`jsonb`,
  bytea: () => sql`bytea`,
  inet: () => sql`inet`,
  cidr: () => sql`cidr`,
  macaddr: () => sql`macaddr`,
};

/** Whether a column holds a hash of what is sent: its rules are those of the plain text, not of the column. */
export const isPassword = (column: ResolvedColumn): boolean => column.format === 'password';

/** A column's type without the brackets of an array. */
export const elementType = (column: ResolvedColumn, names: ColumnNames): Sql => {
  if (isPassword(column)) return sql`text`;
  if (column.type !== 'enum') return types[column.type](column);
  return names.enumType === undefined ? sql`text` : sqlIdentifier(names.enumType.sqlName);
};

export const columnType = (column: ResolvedColumn, names: ColumnNames): Sql =>
  sql`${elementType(column, names)}${column.array ? sql`[]` : none}`;
