import { expect, test } from 'vitest';
import type { Answer, Send } from './api-client.ts';
import { createRows } from './create-rows.ts';
import type { GeneratedTests, Row, Table } from './generated-tests.ts';

const tableOf = (name: string, more: Partial<Table> = {}): Table => ({
  name,
  route: `/api/${name}`,
  columns: [{ name: 'id', type: 'bigint' }],
  itemKey: ['id'],
  indexes: [],
  foreignKeys: [],
  relations: [],
  ...more,
});

/** A fake generated project with two rows per table; each second row refers to the second one. */
const testsOf = (...tables: Table[]): GeneratedTests => {
  const rows = tables.flatMap((table) => ['1', '2'].map((id): Row => ({ table, values: new Map([['id', id]]) })));
  return {
    model: { name: 'Test', tables },
    createWorld: () => ({
      add: () => undefined,
      all: () => rows,
      parent: (row, key) =>
        rows.find(
          ({ table, values }) => table.name === key.referencedTable && values.get('id') === row.values.get('id'),
        ),
      ownerOf: (row) => (row.table.name === 'note' ? `author-${String(row.values.get('id'))}` : undefined),
    }),
    asSent: (row) => Object.fromEntries(row.values),
    writtenFor: (column, value) => (column.type === 'integer' ? Number(value) : value),
    itemPath: () => '',
    insider: () => ({ subject: 'me' }),
    hasOwners: ({ owner }) => owner !== undefined,
    isClosed: () => false,
  };
};

const sendTo =
  (sent: unknown[]): Send =>
  async (_method, path, { body, headers } = {}) => {
    sent.push([path, body, headers]);
    return { status: 201, body: body as Answer['body'], etag: undefined, contentType: '', durationMs: 0 };
  };

test('leaves the owner to the one who creates the row, and gives other texts', async () => {
  const texts = ['who', 'title'].map((name) => ({ name, type: 'text' }));
  const page = tableOf('page', { columns: [{ name: 'id', type: 'bigint' }, ...texts], owner: { column: 'who' } });
  const tests = testsOf(page);
  const added: unknown[] = [];
  const world = tests.createWorld(tests.model);
  const add = (_table: Table, options: object = {}) => void added.push(options);
  await createRows({ ...tests, createWorld: () => ({ ...world, add }) }, sendTo([]));
  expect(added).toEqual([
    { owner: 'me', set: new Map([['title', 'title 1']]) },
    { owner: 'me', set: new Map([['title', 'title 2']]) },
  ]);
});

test('creates a user profile once, and skips rows that need a second one', async () => {
  const visit = tableOf('visit', {
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'person', type: 'integer' },
    ],
    foreignKeys: [{ columns: ['person'], referencedTable: 'person', referencedColumns: ['id'] }],
  });
  const sent: unknown[] = [];
  const { withoutRows } = await createRows(
    testsOf(tableOf('person', { owner: { column: 'id' } }), visit),
    sendTo(sent),
  );
  const headers = { 'x-dev-user-id': 'me' };
  expect(sent).toEqual([
    ['/api/person', { id: '1' }, headers],
    ['/api/visit', { id: '1', person: 1 }, headers],
  ]);
  expect(withoutRows).toEqual([]);
});

test('creates each row as its owner', async () => {
  const sent: unknown[] = [];
  await createRows(testsOf(tableOf('note', { owner: { via: 0 } })), sendTo(sent));
  expect(sent).toEqual([
    ['/api/note', { id: '1' }, { 'x-dev-user-id': 'author-1' }],
    ['/api/note', { id: '2' }, { 'x-dev-user-id': 'author-2' }],
  ]);
});
