import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { sqlTypeOf, type SqlType } from './sql-types.ts';

/** A column of the table with this alias. */
export const columnRef = (alias: string, column: PgColumn): SQL =>
  sql`${sql.identifier(alias)}.${sql.identifier(column.name)}`;

const arrayElement = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const arrayText = (values: readonly unknown[], textOf: (value: unknown) => string): string =>
  `{${values.map((value) => (value === null ? 'NULL' : arrayElement(textOf(value)))).join(',')}}`;

/** The position of a value among the labels of an enum that is stored as text. */
const rankOf = ({ element, labels = [] }: SqlType, text: SQL): SQL =>
  sql`array_position(${arrayText(labels, element.sqlText)}::text::text[], ${text})`;

/**
 * The expression to sort and compare rows by. Enums sort in the order of their labels, even if they are stored as text.
 */
export const orderRef = (alias: string, column: PgColumn): { readonly ref: SQL; readonly cast: SQL } => {
  const [type, ref] = [sqlTypeOf(column), columnRef(alias, column)];
  return type.ranked ? { ref: rankOf(type, ref), cast: sql.raw('integer') } : { ref, cast: type.cast };
};

/** A value from the URL in the form in which it is compared with `orderRef`. */
export const orderSql = (column: PgColumn, text: string): SQL => {
  const [type, value] = [sqlTypeOf(column), textSql(column, text)];
  return type.ranked ? rankOf(type, value) : value;
};

/**
 * A JSON value as a value of a column: a text parameter that PostgreSQL casts to the column's type, so that no
 * precision is lost in JavaScript's numbers and dates.
 */
export const valueSql = (column: PgColumn, value: unknown): SQL => {
  const { array, cast, element } = sqlTypeOf(column);
  if (value === null || value === undefined) return sql`null::${cast}`;
  const text = array && Array.isArray(value) ? arrayText(value, element.sqlText) : element.sqlText(value);
  return sql`${text}::text::${cast}`;
};

/** The same for a filter value or a key from the URL, as returned by `readUrl`. */
export const textSql = (column: PgColumn, text: string): SQL => sql`${text}::text::${sqlTypeOf(column).comparedCast}`;

/** A column as JSON text. */
export const jsonText = (alias: string, column: PgColumn): SQL => {
  const { array, element } = sqlTypeOf(column);
  const ref = columnRef(alias, column);
  const text = array ? element.answered.list(ref) : element.answered.scalar(ref);
  return column.notNull ? text : sql`coalesce(${text}, 'null')`;
};
