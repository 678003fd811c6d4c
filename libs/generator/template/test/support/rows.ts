import type { ColumnModel, Json, TableModel } from './model.ts';
import { columnNamed, isNumbered, isOwnerColumn, isOwnerNameable, isPassword, typeOf } from './project.ts';
import { same } from './uniqueness.ts';
import type { Row } from './world.ts';

/** A hash in the API's format, stored instead of a password when tests insert rows. */
export const storedHash = 'scrypt$16384$8$1$c2FsdHNhbHRzYWx0c2FsdA==$aGFzaGhhc2hoYXNoaGFzaA==';

/** A value in PostgreSQL's JSON format. */
export const sqlValue = (column: ColumnModel, value: Json): Json => {
  if (Array.isArray(value) && column.array) return value.map((item) => sqlValue(column, item));
  if (isPassword(column)) return storedHash;
  return typeOf(column).form === 'bytes' && typeof value === 'string'
    ? `\\x${Buffer.from(value, 'base64').toString('hex')}`
    : value;
};

/** A row for json_populate_record(): by SQL name, with values in PostgreSQL's format. */
export const sqlRecord = (row: Row): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    row.table.columns.map((column) => {
      const value = row.values.get(column.name) ?? null;
      return [column.sqlName, value === null ? null : sqlValue(column, value)];
    }),
  );

/** Rounds 32-bit floating point, which only keeps seven digits, for comparison. */
const comparable = (column: ColumnModel, value: Json): Json => {
  const type = typeOf(column);
  if (type.form !== 'float' || !type.single) return value;
  if (Array.isArray(value)) return value.map((item) => comparable(column, item));
  return typeof value === 'number' ? Math.fround(value) : value;
};

/** The row as the API returns it. */
export const asAnswered = (row: Row): Record<string, Json> =>
  Object.fromEntries(
    row.table.columns
      .filter((column) => !isPassword(column))
      .map((column) => [column.name, comparable(column, row.values.get(column.name) ?? null)]),
  );

/** A row of a response in the form of `asAnswered`. */
export const normalised = (table: TableModel, body: Readonly<Record<string, Json>>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      table.columns.some((column) => column.name === name) ? comparable(columnNamed(table, name), value) : value,
    ]),
  );

/** Whether the row refers to itself by a value of the column, which the database can't generate then. */
const refersToItselfBy = ({ table, values }: Row, { name }: ColumnModel): boolean =>
  table.foreignKeys.some(
    ({ referencedTable, columns, referencedColumns }) =>
      referencedTable === table.name &&
      referencedColumns.includes(name) &&
      columns.every((column, i) => {
        const value = values.get(column) ?? null;
        return value !== null && same(value, values.get(referencedColumns[i] ?? ''));
      }),
  );

/** The body that creates the row: without generated numbers, and with an owner only if some callers can set it. */
export const asSent = (row: Row): Record<string, Json> =>
  Object.fromEntries(
    row.table.columns
      .filter((column) => !isOwnerColumn(row.table, column.name) || isOwnerNameable(row.table))
      .filter((column) => !isNumbered(row.table, column) || refersToItselfBy(row, column))
      .map((column) => [column.name, row.values.get(column.name) ?? null]),
  );

const foldsInUrl = (text: string) => text === '' || text === '.' || text === '..' || text.startsWith('~');

/** The path of the item whose key fields are in `values`. */
export const itemPath = (table: TableModel, values: ReadonlyMap<string, Json>): string =>
  [
    table.route,
    ...(table.itemKey ?? []).map((name) => {
      const text = String(values.get(name));
      return encodeURIComponent(foldsInUrl(text) ? `~${text}` : text);
    }),
  ].join('/');
