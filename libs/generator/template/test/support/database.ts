import type { ColumnModel, Json, TableModel } from './model.ts';
import { columnNamed } from './project.ts';
import { hasEarlierRows, isOwn } from './own-rows.ts';
import { sqlRecord } from './rows.ts';
import { canonical } from './same-rows.ts';
import type { Row } from './world.ts';

/** Runs a statement directly on PostgreSQL. Parameters are passed as text and cast in the statement. */
export type Query = (
  sql: string,
  parameters?: readonly string[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
/** A null of the table's row type. The type name alone would be ambiguous for a table called `line` or `date`. */
const noRow = (table: TableModel) => `(select "no row" from ${quoted(table.sqlName)} as "no row" limit 0)`;
const columnList = (table: TableModel, alias = '') =>
  table.columns.map((column) => alias + quoted(column.sqlName)).join(', ');

/**
 * Inserts rows of any tables in one statement, so that they may refer to each other in any order: foreign keys are
 * checked at its end.
 */
export const insertRows = async (query: Query, rows: readonly Row[]): Promise<void> => {
  const byTable = new Map<TableModel, Row[]>();
  for (const row of rows) byTable.set(row.table, [...(byTable.get(row.table) ?? []), row]);
  const parts = [...byTable].map(
    ([table], i) =>
      `part${i} as (insert into ${quoted(table.sqlName)} (${columnList(table)}) select ${columnList(table, 'r.')} ` +
      `from json_populate_recordset(${noRow(table)}, $${i + 1}::json) r)`,
  );
  const parameters = [...byTable.values()].map((group) => JSON.stringify(group.map(sqlRecord)));
  if (parts.length > 0) await query(`with ${parts.join(', ')} select 1`, parameters);
};

/** Deletes the rows of the tests from tables in one statement, so that their order does not matter either. */
export const deleteRows = async (query: Query, tables: readonly TableModel[]): Promise<void> => {
  const parts = tables.map((table, i) => `part${i} as (delete from ${quoted(table.sqlName)} t where ${isOwn('t')})`);
  if (parts.length > 0) await query(`with ${parts.join(', ')} select 1`);
};

/**
 * The condition that a row `t` and a record `p` have the same value in a column, or are both null. Compared as JSON,
 * because not every type has an equality operator.
 */
const isSame = ({ sqlName }: ColumnModel): string =>
  `to_jsonb(t.${quoted(sqlName)}) is not distinct from to_jsonb(p.${quoted(sqlName)})`;

/** Marks the row with this key as deleted, bypassing the API. */
export const markDeleted = async (query: Query, { table, values }: Row): Promise<void> => {
  if (!table.softDelete) return;
  const key = table.primaryKey ?? table.itemKey ?? table.columns.map(({ name }) => name);
  const record = sqlRecord({ table, values: new Map([...values].filter(([name]) => key.includes(name))) });
  const where = key.map((name) => isSame(columnNamed(table, name)));
  await query(
    `update ${quoted(table.sqlName)} t set ${quoted(table.softDelete)} = now()
      from json_populate_record(${noRow(table)}, $1::json) p where ${where.join(' and ')}`,
    [JSON.stringify(record)],
  );
};

/** Counts the rows of the tests that have exactly these values, compared in the types of the columns. */
export const countRows = async (
  query: Query,
  table: TableModel,
  values: ReadonlyMap<string, Json>,
  condition: 'any' | 'alive' | 'deleted' = 'any',
): Promise<number> => {
  const record = sqlRecord({ table, values: new Map(values) });
  const comparisons = [isOwn('t'), ...[...values.keys()].map((name) => isSame(columnNamed(table, name)))];
  if (table.softDelete && condition !== 'any') {
    comparisons.push(`t.${quoted(table.softDelete)} is ${condition === 'alive' ? 'null' : 'not null'}`);
  }
  const from = `${quoted(table.sqlName)} t, json_populate_record(${noRow(table)}, $1::json) p`;
  const [row] = await query(`select count(*)::int as n from ${from} where ${comparisons.join(' and ')}`, [
    JSON.stringify(record),
  ]);
  return Number(row?.['n']);
};

/** The values of a column in the rows of the tests, as text. */
export const storedTexts = async (query: Query, table: TableModel, column: ColumnModel): Promise<readonly string[]> => {
  const rows = await query(
    `select t.${quoted(column.sqlName)}::text as text from ${quoted(table.sqlName)} t where ${isOwn('t')}`,
  );
  return rows.map(({ text }) => String(text));
};

/** Leaves out the rows of a response that were in the database before the tests. */
export const keepOwnRows = async <Answered extends Readonly<Record<string, Json>>>(
  query: Query,
  table: TableModel,
  rows: readonly Answered[],
): Promise<readonly Answered[]> => {
  const [first] = rows;
  if (first === undefined || !hasEarlierRows()) return rows;
  const answered = table.columns.filter(({ name }) => Object.hasOwn(first, name));
  const key = answered.filter(({ name }) => table.itemKey?.includes(name));
  const compared = key.length === table.itemKey?.length ? key : answered;
  const records = rows.map((row) => sqlRecord({ table, values: new Map(Object.entries(row)) }));
  const counts = await query(
    `with own as materialized (select * from ${quoted(table.sqlName)} t where ${isOwn('t')})
      select (select count(*)::int from own t where ${compared.map(isSame).join(' and ') || 'true'}) as n
      from json_array_elements($1::json) with ordinality e(value, position),
        json_populate_record(${noRow(table)}, e.value) p order by e.position`,
    [JSON.stringify(records)],
  );
  // Rows without a key may be equal to earlier ones: as many are kept as the tests have made.
  const seen = new Map<string, number>();
  return rows.filter((row, position) => {
    const text = canonical(compared.map(({ name }) => row[name] ?? null));
    const number = (seen.get(text) ?? 0) + 1;
    seen.set(text, number);
    return number <= Number(counts[position]?.['n']);
  });
};
