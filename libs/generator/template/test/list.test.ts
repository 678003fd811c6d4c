import assert from 'node:assert/strict';
import { canEver, insider, may } from './support/callers.ts';
import type { ColumnModel, Json, TableModel } from './support/model.ts';
import { compare, filterCases, isOrdered, isSortable } from './support/operators.ts';
import { isOwnerColumn, isPassword } from './support/project.ts';
import { keepOwnRows } from './support/database.ts';
import { earlierRows, pageSize } from './support/existing-rows.ts';
import { readList } from './support/listing.ts';
import { filter, listOf, nameList, sortKey, withQuery } from './support/query-string.ts';
import { asAnswered, normalised } from './support/rows.ts';
import { assertSameRows, canonical } from './support/same-rows.ts';
import { expectStatus, forEachTable, scenario, type Scenario } from './support/scenario.ts';
import { uniqueKeys } from './support/uniqueness.ts';
import type { Row } from './support/world.ts';

const readable = (table: TableModel) => canEver(table, 'read', insider(table));

/** The rows that the scenario's caller may read; parents of other rows may belong to other owners. */
const visibleRows = ({ world, me }: Scenario, table: TableModel): readonly Row[] =>
  world.rows(table).filter((row) => may(world, me, 'read', row));

const fetchAll = async (context: Scenario, table: TableModel, query: Readonly<Record<string, string>> = {}) => {
  const { answer, rows } = await readList(context, table, query);
  expectStatus(answer, 200);
  return rows.map((row) => normalised(table, row));
};

/** Only some fields of a row, which makes tests that read many rows faster. */
const narrowed = (row: Row, fields: readonly string[]) => {
  const answered = asAnswered(row);
  return Object.fromEntries(fields.map((name) => [name, answered[name] ?? null]));
};

/** Some complete rows, and one with the required fields only. */
const mixedRows = async (context: Scenario, table: TableModel, count: number): Promise<readonly Row[]> => {
  context.rows(count);
  context.another({ complete: false });
  await context.save();
  return visibleRows(context, table);
};

forEachTable('listing, filtering and sorting', readable, (table) => {
  scenario('lists all rows, with the requested fields', table, async (context) => {
    const rows = await mixedRows(context, table, 3);
    assertSameRows(await fetchAll(context, table), rows.map(asAnswered));
    const fields = table.columns
      .filter((column) => !isPassword(column))
      .slice(0, 2)
      .map((column) => column.name);
    assertSameRows(
      await fetchAll(context, table, { fields: nameList(fields) }),
      rows.map((row) => narrowed(row, fields)),
    );
  });

  scenario('filters by every field with each of its operators', table, async (context) => {
    const rows = await mixedRows(context, table, 4);
    for (const column of table.columns.filter((candidate) => !isPassword(candidate))) {
      const present = rows.map((row) => row.values.get(column.name) ?? null).filter((value) => value !== null);
      const [value, other = value] = [present[1] ?? present[0], present[2]];
      if (value === undefined || other === undefined) continue;
      const fields = [...new Set([...(table.itemKey ?? []), column.name])];
      for (const { operator, operand, matches } of filterCases(table, column, value, other)) {
        const found = await fetchAll(context, table, {
          fields: nameList(fields),
          ...filter(column.name, operator, operand),
        });
        const expected = rows.filter((row) => matches(row.values.get(column.name) ?? null));
        assertSameRows(
          found,
          expected.map((row) => narrowed(row, fields)),
          `filter[${column.name}][${operator}]=${operand}`,
        );
      }
    }
  });

  scenario('sorts by every field in both directions', table, async (context) => {
    const rows = await mixedRows(context, table, 4);
    for (const column of table.columns.filter(isSortable)) {
      const fields = [...new Set([...(table.itemKey ?? []), column.name])];
      for (const direction of ['ascending', 'descending'] as const) {
        const found = await fetchAll(context, table, {
          fields: nameList(fields),
          sort: sortKey(column.name, direction),
        });
        assertSameRows(
          found,
          rows.map((row) => narrowed(row, fields)),
        );
        assertSorted(
          table,
          column,
          direction,
          found.map((row) => row[column.name] ?? null),
        );
      }
    }
  });
});

const assertSorted = (
  table: TableModel,
  column: ColumnModel,
  direction: 'ascending' | 'descending',
  values: readonly Json[],
) => {
  const known = isOrdered(table, column) ? values : values.map((value) => (value === null ? null : ''));
  const order = isOrdered(table, column)
    ? (a: Json, b: Json) => compare(column, a, b)
    : (a: Json, b: Json) => Number(a === null) - Number(b === null);
  const sorted = known.toSorted((a, b) => (direction === 'ascending' ? order(a, b) : order(b, a)));
  assert.deepEqual(known, sorted, `sort by ${column.name}, ${direction}`);
};

/** A field in which rows may have equal values, so that pages end between equal rows. */
const tieColumn = (table: TableModel): ColumnModel | undefined =>
  table.columns.find(
    (column) =>
      isSortable(column) &&
      !isOwnerColumn(table, column.name) &&
      !uniqueKeys(table).some((key) => key.includes(column.name)) &&
      !table.foreignKeys.some((key) => key.columns.includes(column.name)),
  );

/** Identical rows without a key can only be counted. */
const assertBetween = (count: number, least: number, most: number) =>
  assert.ok(count >= least && count <= most, `got ${count} rows, expected ${least} to ${most}`);

const pages = async (
  context: Scenario,
  table: TableModel,
  query: Readonly<Record<string, string>>,
  between: () => Promise<void>,
) => {
  const seen: Readonly<Record<string, Json>>[] = [];
  const limit = pageSize(table);
  // Those that were there, and few of the tests: otherwise the pages repeat rows without end.
  const mostPages = 60 + Math.ceil(earlierRows(table) / limit);
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await context.send(
      'GET',
      withQuery(table.route, { ...query, limit: String(limit), ...(cursor === null ? {} : { cursor }) }),
    );
    expectStatus(answer, 200);
    const { data, nextCursor } = listOf(answer.body);
    assert.ok(data.length <= limit, 'no more than limit');
    seen.push(...data);
    if (nextCursor === null)
      return (await keepOwnRows(context.api.query, table, seen)).map((row) => normalised(table, row));
    cursor = nextCursor;
    if (page === 0) await between();
  }
  return assert.fail('the pages do not end');
};

forEachTable('paging', readable, (table) => {
  const tie = tieColumn(table);
  const orders: readonly Readonly<Record<string, string>>[] = [
    {},
    ...(tie ? [{ sort: sortKey(tie.name) }, { sort: sortKey(tie.name, 'descending') }] : []),
  ];
  for (const query of orders) {
    scenario(
      `pages${query['sort'] ? ` sorted by ${query['sort']}` : ''} return every row once, even while rows are added`,
      table,
      async (context) => {
        context.row();
        const shared = tie && context.world.rows(table)[0]?.values.get(tie.name);
        const options = tie && shared !== undefined ? { set: new Map([[tie.name, shared]]) } : {};
        for (let i = 0; i < 4; i += 1) context.another(options);
        if (tie && !tie.required) for (let i = 0; i < 3; i += 1) context.another({ set: new Map([[tie.name, null]]) });
        await context.save();
        const before = (await fetchAll(context, table, query)).map(canonical);
        const seen = (
          await pages(context, table, query, async () => {
            context.another(options);
            await context.save();
          })
        ).map(canonical);
        const after = (await fetchAll(context, table, query)).map(canonical);
        if (new Set(after).size < after.length) return assertBetween(seen.length, before.length, after.length);
        assert.equal(new Set(seen).size, seen.length, 'no row is returned twice');
        assert.deepEqual(
          seen.filter((row) => before.includes(row)),
          before,
          'the order of the whole list, without gaps',
        );
      },
    );
  }
});
