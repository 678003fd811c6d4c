import assert from 'node:assert/strict';
import { canEver, insider } from './support/callers.ts';
import { countRows, storedTexts } from './support/database.ts';
import { asNumbers, inexactValues } from './support/inexact.ts';
import type { Json, TableModel, Values } from './support/model.ts';
import { isDocument } from './support/operators.ts';
import { columnNamed, isNumbered, isOwnerColumn, isPassword } from './support/project.ts';
import { asSent } from './support/rows.ts';
import { expectStatus, forEachTable, scenario } from './support/scenario.ts';
import { uniqueKeys } from './support/uniqueness.ts';
import { valuesOf } from './support/values.ts';
import type { Row } from './support/world.ts';

/** Values are stored exactly or rejected: nothing is silently rounded, truncated or dropped. */
const creatable = (table: TableModel) => canEver(table, 'create', insider(table));
const pointer = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const namedFields = (body: Json): readonly string[] => {
  const { errors = [] } = body as { errors?: { path: string }[] };
  return errors.map((error) => error.path.split('/').slice(0, 2).join('/'));
};

/** The values that a test has chosen: without password hashes and generated numbers. */
const chosen = (row: Row): Values =>
  new Map(
    [...row.values].filter(([name]) => {
      const column = columnNamed(row.table, name);
      return !isPassword(column) && !isNumbered(row.table, column);
    }),
  );

forEachTable('values that cannot be stored exactly', creatable, (table) => {
  const inexact = table.columns
    .filter((column) => !isOwnerColumn(table, column.name))
    .flatMap((column) => inexactValues(column).map((value) => [column.name, value] as const));
  if (inexact.length > 0) {
    scenario(
      'rejects what a column would round or truncate, and names the field',
      table,
      async ({ draft, save, send, api }) => {
        const row = draft();
        await save();
        const before = await countRows(api.query, table, new Map());
        for (const [name, value] of inexact.slice(0, 60)) {
          const answer = await send('POST', table.route, { body: { ...asSent(row), [name]: value } });
          expectStatus(answer, 422);
          assert.deepEqual(namedFields(answer.body), [pointer(name)], JSON.stringify(value));
        }
        assert.equal(await countRows(api.query, table, new Map()), before, 'nothing was stored');
      },
    );
  }

  scenario('rejects duplicate members of the body', table, async ({ draft, save, send, api }) => {
    const row = draft();
    await save();
    const [[name, value] = []] = Object.entries(asSent(row));
    if (name === undefined) return;
    const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    const before = await countRows(api.query, table, new Map());
    const answer = await send('POST', table.route, { text: `{${member},${member}}` });
    expectStatus(answer, 400);
    assert.deepEqual(namedFields(answer.body), [pointer(name)]);
    assert.equal(await countRows(api.query, table, new Map()), before, 'nothing was stored');
  });
});

/** The body with every exact number as a JSON number with the same digits. */
const withNumbers = (table: TableModel, sent: Readonly<Record<string, Json>>): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, asNumbers(columnNamed(table, name), value) ?? value]),
  );

forEachTable(
  'exact numbers',
  (table) => creatable(table) && table.columns.some((column) => asNumbers(column, valuesOf(column, table.name).at(0))),
  (table) => {
    scenario('stores JSON numbers digit by digit', table, async ({ draft, save, send, api }) => {
      const row = draft();
      await save();
      const before = await countRows(api.query, table, chosen(row));
      expectStatus(await send('POST', table.route, { body: withNumbers(table, asSent(row)) }), 201);
      assert.equal(await countRows(api.query, table, chosen(row), 'alive'), before + 1);
    });
  },
);

forEachTable(
  'documents',
  (table) => creatable(table) && table.columns.some((column) => isDocument(column) && !column.array),
  (table) => {
    scenario('stores numbers in JSON documents digit by digit', table, async ({ draft, save, send, api }) => {
      const row = draft();
      await save();
      const number = '12345678901234567890.12345678901234567890';
      const documents = table.columns.filter((column) => isDocument(column) && !column.array);
      const sent = Object.entries({ ...asSent(row), ...Object.fromEntries(documents.map(({ name }) => [name, 0])) });
      const members = sent.map(([name, value]) => {
        const isWhole = documents.some((column) => column.name === name);
        return `${JSON.stringify(name)}:${isWhole ? `{"n":[${number}]}` : JSON.stringify(value)}`;
      });
      expectStatus(await send('POST', table.route, { text: `{${members.join()}}` }), 201);
      for (const column of documents) {
        const stored = await storedTexts(api.query, table, column);
        assert.ok(
          stored.some((text) => text.includes(number)),
          JSON.stringify(stored),
        );
      }
    });
  },
);

const literals = (table: TableModel): readonly (readonly [string, Json])[] =>
  table.columns.flatMap(({ name, default: literal }) =>
    literal !== undefined && 'value' in literal && !isOwnerColumn(table, name) && !isLimited(table, name)
      ? [[name, literal.value] as const]
      : [],
  );

/** Whether foreign keys, unique constraints or a pattern limit the values of the field. */
const isLimited = (table: TableModel, name: string): boolean =>
  table.foreignKeys.some((key) => key.columns.includes(name)) ||
  uniqueKeys(table).some((key) => key.includes(name)) ||
  columnNamed(table, name).pattern !== undefined;

forEachTable(
  'literal defaults',
  (table) => creatable(table) && literals(table).length > 0,
  (table) => {
    scenario('are also accepted from a client, and stored in the same way', table, async (context) => {
      const { draft, save, send, api } = context;
      const row = draft();
      await save();
      const stored = new Map([...chosen(row), ...literals(table)]);
      const before = await countRows(api.query, table, stored);
      const body = { ...asSent(row), ...Object.fromEntries(literals(table)) };
      expectStatus(await send('POST', table.route, { body }), 201);
      assert.equal(await countRows(api.query, table, stored), before + 1);
    });
  },
);
