import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi } from './api.ts';
import type { Query } from './database.ts';
import type { ColumnModel, TableModel } from './model.ts';
import { beginTests, isOwn } from './own-rows.ts';
import { columnNamed, model, tableNamed } from './project.ts';
import { sqlValue } from './rows.ts';
import { existingDatabase } from './test-database.ts';
import { uniqueKeys } from './uniqueness.ts';
import { leaveOut, valuesOf } from './values.ts';

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

const earlier = new Map<TableModel, number>();

/** How many rows of a table were there before the tests. */
export const earlierRows = (table: TableModel): number => earlier.get(table) ?? 0;

/** The size of the pages in which a test reads a table: small, but not so small that earlier rows fill many. */
export const pageSize = (table: TableModel): number => Math.min(200, Math.max(2, Math.ceil(earlierRows(table) / 20)));

const countEarlier = async (query: Query, table: TableModel): Promise<number> => {
  const [row] = await query(`select count(*)::int as n from ${quoted(table.sqlName)} t where not (${isOwn('t')})`);
  return Number(row?.['n']);
};

interface Place {
  readonly table: TableModel;
  readonly column: ColumnModel;
}

/** The values of a column, by number, that the rows have at a place: there, or where the column refers to. */
const takenValues = async (query: Query, { table, column }: Place, there: Place): Promise<ReadonlySet<number>> => {
  const space = valuesOf(column, table.name);
  const values = Array.from({ length: space.size }, (_, n) => ({ [column.sqlName]: sqlValue(column, space.at(n)) }));
  const rows = await query(
    `select (e.position - 1)::int as n from json_array_elements($1::json) with ordinality e(value, position),
        json_populate_record((select "no row" from ${quoted(table.sqlName)} "no row" limit 0), e.value) p
      where exists (select from ${quoted(there.table.sqlName)} t
        where to_jsonb(t.${quoted(there.column.sqlName)}) = to_jsonb(p.${quoted(column.sqlName)}))`,
    [JSON.stringify(values)],
  );
  return new Set(rows.map(({ n }) => Number(n)));
};

/**
 * For each unique key, a column whose values have to differ from those that are there. A key with a reference needs none: it
 * refers to rows of the tests, to which no other row does.
 */
const keyColumns = (table: TableModel): readonly ColumnModel[] =>
  uniqueKeys(table)
    .filter((key) => !key.some((name) => table.foreignKeys.some(({ columns }) => columns.includes(name))))
    .flatMap((key) => {
      const columns = key.map((name) => columnNamed(table, name));
      return columns.toSorted((a, b) => valuesOf(b, table.name).size - valuesOf(a, table.name).size).slice(0, 1);
    });

const takeOwnKeys = async (query: Query): Promise<void> => {
  for (const table of model.tables) {
    if (earlierRows(table) === 0) continue;
    for (const column of new Set(keyColumns(table))) {
      const place = { table, column };
      leaveOut(column, table.name, await takenValues(query, place, place));
    }
  }
};

/** A reference to no row must not find one that is there, either. */
const takeOwnReferences = async (query: Query): Promise<void> => {
  for (const table of model.tables) {
    for (const { columns, referencedTable, referencedColumns } of table.foreignKeys) {
      const other = tableNamed(referencedTable);
      if (earlierRows(other) === 0) continue;
      for (const [position, name] of columns.entries()) {
        const column = columnNamed(table, name);
        const there = { table: other, column: columnNamed(other, referencedColumns[position] ?? '') };
        const taken = await takenValues(query, { table, column }, there);
        if (taken.size < valuesOf(column, table.name).size) leaveOut(column, table.name, taken);
      }
    }
  }
};

/**
 * Prepares the tests for a database that has rows: they use keys of their own, and see only what they have made. To be called
 * before any test is defined; the result defines the last one.
 */
export const takeExistingRows = async (): Promise<() => void> => {
  if (existingDatabase === undefined) return () => undefined;
  const { query } = await startApi();
  await beginTests(query);
  for (const table of model.tables) earlier.set(table, await countEarlier(query, table));
  await takeOwnKeys(query);
  await takeOwnReferences(query);
  return () => {
    test('the rows that were there before the tests are still there, unchanged', async () => {
      for (const table of model.tables) {
        // A changed row would count as one of the tests.
        assert.equal(await countEarlier(query, table), earlierRows(table), table.name);
      }
    });
  };
};
