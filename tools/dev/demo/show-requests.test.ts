import { expect, test } from 'vitest';
import type { Send } from './api-client.ts';
import type { GeneratedTests, Row, Table } from './generated-tests.ts';
import { showRequests } from './show-requests.ts';

const texts = ['id', 'who', 'parent', 'title'];
const page: Table = {
  name: 'page',
  route: '/api/page',
  columns: texts.map((name) => ({ name, type: 'text' })),
  itemKey: ['id'],
  indexes: [],
  foreignKeys: [{ columns: ['parent'], referencedTable: 'page', referencedColumns: ['id'] }],
  relations: [],
  owner: { column: 'who' },
};
const row: Row = { table: page, values: new Map(texts.map((name) => [name, `a ${name}`])) };
const tests: GeneratedTests = {
  model: { name: 'Test', tables: [page] },
  createWorld: () => ({ add: () => undefined, all: () => [row], parent: () => undefined, ownerOf: () => undefined }),
  asSent: () => ({}),
  writtenFor: (_column, value) => value,
  itemPath: () => '/api/page/1',
  insider: () => ({ subject: 'me' }),
  hasOwners: () => true,
  isClosed: () => false,
};

test('changes a text that may change: neither the key nor the owner nor a reference', async () => {
  const changes: unknown[] = [];
  const send: Send = async (method, _path, { body } = {}) => {
    if (method === 'PATCH') changes.push(body);
    const status = method === 'PATCH' ? (changes.length === 1 ? 200 : 412) : method === 'POST' ? 409 : 200;
    return { status, body: undefined, etag: '"1"', contentType: '', durationMs: 0 };
  };
  const whats: string[] = [];
  const play = async () => {
    for await (const { what } of showRequests(tests, [{ row, headers: {} }], send)) whats.push(what);
  };
  await expect(play()).rejects.toThrow('POST /api/page returned 409 instead of 422');
  expect(whats).toContain('update with a stale ETag');
  expect(changes).toEqual([{ title: 'eltit a' }, { title: 'eltit a' }]);
});
