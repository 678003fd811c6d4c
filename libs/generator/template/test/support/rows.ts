import type { ColumnModel, Json, TableModel } from './model.ts';
import { columnNamed, isNumbered, isOwnerColumn, isOwnerNameable, isPassword, typeOf } from './project.ts';
import type { Row } from './world.ts';

/** A hash as the API stores it; the tests write it in place of a password when they insert rows. */
export const storedHash = 'scrypt$16384$8$1$c2FsdHNhbHRzYWx0c2FsdA==$aGFzaGhhc2hoYXNoaGFzaA==';

const element = (column: ColumnModel, value: Json): Json => {
  if (Array.isArray(value) && column.array) return value.map((item) => element(column, item));
  if (isPassword(column)) return storedHash;
  return typeOf(column).form === 'bytes' && typeof value === 'string'
    ? `\\x${Buffer.from(value, 'base64').toString('hex')}`
    : value;
};

/** A row as json_populate_record() takes it: by SQL name, every value in PostgreSQL's own spelling. */
export const sqlRecord = (row: Row): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    row.table.columns.map((column) => {
      const value = row.values.get(column.name) ?? null;
      return [column.sqlName, value === null ? null : element(column, value)];
    }),
  );

/** Floating point of 32 bits keeps seven digits; everything else is compared as it is. */
const comparable = (column: ColumnModel, value: Json): Json => {
  const type = typeOf(column);
  if (type.form !== 'float' || !type.single) return value;
  if (Array.isArray(value)) return value.map((item) => comparable(column, item));
  return typeof value === 'number' ? Math.fround(value) : value;
};

/** The row as the API answers it. */
export const asAnswered = (row: Row): Record<string, Json> =>
  Object.fromEntries(
    row.table.columns
      .filter((column) => !isPassword(column))
      .map((column) => [column.name, comparable(column, row.values.get(column.name) ?? null)]),
  );

/** An answer in the form in which `asAnswered` gives rows. */
export const normalised = (table: TableModel, body: Readonly<Record<string, Json>>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      table.columns.some((column) => column.name === name) ? comparable(columnNamed(table, name), value) : value,
    ]),
  );

/** The body of a client that creates the row: without an owner unless it may name one, without generated numbers. */
export const asSent = (row: Row): Record<string, Json> =>
  Object.fromEntries(
    row.table.columns
      .filter((column) => !isOwnerColumn(row.table, column.name) || isOwnerNameable(row.table))
      .filter((column) => !isNumbered(row.table, column))
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
