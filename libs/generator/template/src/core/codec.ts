import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { sqlTypeOf, type Family, type SqlType } from './sql-types.ts';

/** A column of the table that a statement knows by this alias. */
export const columnRef = (alias: string, column: PgColumn): SQL =>
  sql`${sql.identifier(alias)}.${sql.identifier(column.name)}`;

const scalarText = (family: Family, value: unknown): string => {
  if (family === 'json' || family === 'jsonb') return JSON.stringify(value);
  if (family === 'bytea') return `\\x${Buffer.from(String(value), 'base64').toString('hex')}`;
  return Object.is(value, -0) ? '-0' : String(value);
};

const arrayElement = (family: Family, value: unknown): string =>
  value === null ? 'NULL' : `"${scalarText(family, value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const arrayText = (family: Family, values: readonly unknown[]): string =>
  `{${values.map((value) => arrayElement(family, value)).join(',')}}`;

/** The place of a text among the labels of an enum that is kept as text. */
const rankOf = ({ labels = [] }: SqlType, text: SQL): SQL =>
  sql`array_position(${arrayText('enum', labels)}::text::text[], ${text})`;

/** What rows are sorted by and compared with: enums have the order of their labels, also where they are texts. */
export const orderRef = (alias: string, column: PgColumn): { readonly ref: SQL; readonly cast: SQL } => {
  const [type, ref] = [sqlTypeOf(column), columnRef(alias, column)];
  return type.ranked ? { ref: rankOf(type, ref), cast: sql.raw('integer') } : { ref, cast: type.cast };
};

/** A text of a URL to compare `orderRef` with. */
export const orderSql = (column: PgColumn, text: string): SQL => {
  const [type, value] = [sqlTypeOf(column), textSql(column, text)];
  return type.ranked ? rankOf(type, value) : value;
};

/**
 * A JSON value as the value of a column: a text parameter that PostgreSQL itself reads as the column's type, so that
 * nothing is lost between JavaScript's numbers and dates and those of SQL.
 */
export const valueSql = (column: PgColumn, value: unknown): SQL => {
  const type = sqlTypeOf(column);
  if (value === null || value === undefined) return sql`null::${type.cast}`;
  const text = type.array && Array.isArray(value) ? arrayText(type.family, value) : scalarText(type.family, value);
  return sql`${text}::text::${type.cast}`;
};

/** The same for a text of a URL: a filter's value or a key. */
export const textSql = (column: PgColumn, text: string): SQL => {
  const { family, elementCast } = sqlTypeOf(column);
  // Compared as 64 bits, a number that is too large for the column is just not found.
  if (family === 'integer') return sql`${text}::text::bigint`;
  return sql`${family === 'bytea' ? scalarText(family, text) : text}::text::${elementCast}`;
};

/** What a column is read as, where PostgreSQL's own JSON would lose digits, pad or break lines. */
const readable = (ref: SQL, column: PgColumn): SQL => {
  const { family, array } = sqlTypeOf(column);
  if (family === 'bigint' || family === 'numeric' || family === 'char')
    return array ? sql`${ref}::text[]` : sql`${ref}::text`;
  if (family !== 'bytea') return ref;
  if (!array) return sql`replace(encode(${ref}, 'base64'), chr(10), '')`;
  return sql`(case when ${ref} is null then null else array(
    select replace(encode(e.item, 'base64'), chr(10), '')
    from unnest(${ref}) with ordinality as e (item, position) order by e.position) end)`;
};

/** A column as the text of its JSON value. */
export const jsonText = (alias: string, column: PgColumn): SQL => {
  const ref = columnRef(alias, column);
  const { family, array } = sqlTypeOf(column);
  const isJson = (family === 'json' || family === 'jsonb') && !array;
  const text = isJson ? sql`${ref}::text` : sql`to_json(${readable(ref, column)})::text`;
  return column.notNull ? text : sql`coalesce(${text}, 'null')`;
};
