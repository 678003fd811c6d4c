import type { ColumnModel, Json, TableModel } from './model.ts';
import { columnNamed } from './project.ts';
import { sqlRecord } from './rows.ts';
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

/** Empties tables in one statement, so that their order does not matter either. */
export const deleteRows = async (query: Query, tables: readonly TableModel[]): Promise<void> => {
  const parts = tables.map((table, i) => `part${i} as (delete from ${quoted(table.sqlName)})`);
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

/** Counts the rows of a table that have exactly these values, compared in the types of the columns. */
export const countRows = async (
  query: Query,
  table: TableModel,
  values: ReadonlyMap<string, Json>,
  condition: 'any' | 'alive' | 'deleted' = 'any',
): Promise<number> => {
  const record = sqlRecord({ table, values: new Map(values) });
  const comparisons = [...values.keys()].map((name) => isSame(columnNamed(table, name)));
  if (table.softDelete && condition !== 'any') {
    comparisons.push(`t.${quoted(table.softDelete)} is ${condition === 'alive' ? 'null' : 'not null'}`);
  }
  const where = comparisons.length > 0 ? `where ${comparisons.join(' and ')}` : '';
  const from = `${quoted(table.sqlName)} t, json_populate_record(${noRow(table)}, $1::json) p`;
  const [row] = await query(`select count(*)::int as n from ${from} ${where}`, [JSON.stringify(record)]);
  return Number(row?.['n']);
};
