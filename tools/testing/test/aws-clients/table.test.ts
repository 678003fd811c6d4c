import {
  allOf,
  attributeNotExists,
  createTable,
  equals,
  itemExists,
  itemIsNew,
  oneOf,
  SchemaMismatchError,
  transactWrite,
  type PageKey,
} from '@snapinfra/aws-clients';
import { tables } from '@snapinfra/platform';
import Type from 'typebox';
import { expect, it } from 'vitest';
import { useBackend } from '../../src/index.ts';

const backend = await useBackend();
const { dynamo } = backend.clients();
const indexes = tables.find(({ key }) => key === 'code-generations')?.indexes ?? [];
const Note = Type.Object(
  {
    title: Type.String(),
    status: Type.Optional(Type.String()),
    count: Type.Optional(Type.Integer()),
    token: Type.Optional(Type.Integer()),
    tags: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: false },
);
const notes = createTable({
  dynamo,
  tableName: `${backend.resources.tablePrefix}code-generations`,
  schema: Note,
  indexes,
});
/** The same items as their index has them: without what is in them. */
const dueNotes = createTable({ dynamo, tableName: notes.tableName, schema: Type.Object({}), indexes });
const key = (pk: string, sk = 'RECORD') => ({ pk, sk });
const numbered = (index: number) => String(index).padStart(4, '0');

const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** Adds `count` items to a partition; with long titles they exceed one response of DynamoDB (1 MB). */
const fill = async (pk: string, count: number, titleLength = 10): Promise<void> => {
  const title = 'x'.repeat(titleLength);
  for (let start = 0; start < count; start += 20) {
    const indices = Array.from({ length: Math.min(20, count - start) }, (_, offset) => start + offset);
    await Promise.all(
      indices.map((index) =>
        notes.put(
          key(pk, numbered(index)),
          { title, count: index },
          { attributes: { outboxShard: pk, outboxDueAt: index % 7 } },
        ),
      ),
    );
  }
};

it('puts, gets, changes and deletes an item', async () => {
  expect(await notes.get(key('crud'))).toBeUndefined();
  const put = await notes.put(key('crud'), { title: 'one', tags: [] }, { attributes: { expiresAtEpochSeconds: 4e9 } });
  expect(put).toEqual({ ok: true, item: { ...key('crud'), title: 'one', tags: [] } });
  const change = { set: { title: 'two' }, add: { count: 2 }, remove: ['tags'] };
  const updated = await notes.update(key('crud'), change);
  expect(updated).toEqual({ ok: true, item: { ...key('crud'), title: 'two', count: 2 } });
  expect(await notes.get(key('crud'))).toEqual({ ...key('crud'), title: 'two', count: 2 });
  expect(await notes.delete(key('crud'))).toMatchObject({ ok: true, item: { title: 'two' } });
  expect(await notes.delete(key('crud'))).toEqual({ ok: true, item: undefined });
});

it('returns the existing item for a failed condition', async () => {
  await notes.put(key('conflict'), { title: 'first', status: 'done', token: 3 });
  const existing = { ...key('conflict'), title: 'first', status: 'done', token: 3 };
  const refused = { ok: false, code: 'condition_failed', existing };
  expect(await notes.put(key('conflict'), { title: 'second' }, { condition: itemIsNew })).toEqual(refused);
  const mine = allOf(oneOf('status', ['pending', 'processing']), equals('token', 2));
  expect(await notes.update(key('conflict'), { set: { title: 'x' } }, { condition: mine })).toEqual(refused);
  expect(await notes.delete(key('conflict'), { condition: attributeNotExists('status') })).toEqual(refused);
  expect(await notes.update(key('nothing'), { set: { title: 'x' } }, { condition: itemExists })).toEqual({
    ok: false,
    code: 'condition_failed',
    existing: undefined,
  });
  expect(await notes.get(key('conflict'))).toEqual(existing);
});

it('lets only one of many concurrent conditional updates succeed', async () => {
  await notes.put(key('race'), { title: 'race', token: 0 });
  const claim = () => notes.update(key('race'), { add: { token: 1 } }, { condition: equals('token', 0) });
  const results = await Promise.all(Array.from({ length: 20 }, claim));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
});

it('rejects items that do not match the schema, on writes and reads', async () => {
  // Invalid data, hidden from the compiler.
  const wrong = JSON.parse('{"title": 7}') as { title: string };
  await expect(notes.put(key('wrong'), wrong)).rejects.toThrow(SchemaMismatchError);
  await expect(notes.update(key('wrong'), { set: wrong })).rejects.toThrow(SchemaMismatchError);
  expect(await notes.get(key('wrong'))).toBeUndefined();
  const other = createTable({ dynamo, tableName: notes.tableName, schema: Type.Object({ name: Type.String() }) });
  await other.put(key('other'), { name: 'not a note' });
  await expect(notes.get(key('other'))).rejects.toThrow(/does not match its schema/);
});

it('supports attribute names that are reserved words', async () => {
  const schema = Type.Object({
    name: Type.String(),
    values: Type.Optional(Type.Integer()),
    'a.b': Type.Optional(Type.String()),
  });
  const reserved = createTable({ dynamo, tableName: notes.tableName, schema });
  await reserved.put(key('reserved'), { name: 'n', 'a.b': 'dot' });
  const condition = allOf(equals('name', 'n'), equals('a.b', 'dot'));
  expect(await reserved.update(key('reserved'), { add: { values: 1 } }, { condition })).toMatchObject({ ok: true });
});

it('reads a partition of several pages, in both orders and by sort key', async () => {
  await fill('big', 60, 30_000);
  const all = await collect(notes.query({ partition: 'big' }));
  expect(all.map(({ sk }) => sk)).toEqual(Array.from({ length: 60 }, (_, index) => numbered(index)));
  const newest = await collect(notes.query({ partition: 'big', order: 'descending', sort: { beginsWith: '005' } }));
  expect(newest.map(({ sk }) => sk)).toEqual(Array.from({ length: 10 }, (_, index) => numbered(59 - index)));
  expect(await collect(notes.query({ partition: 'big', sort: { beginsWith: '001' } }))).toHaveLength(10);
  expect(await collect(notes.query({ partition: 'big', sort: { atMost: '0002' } }))).toHaveLength(3);
});

it.each([
  { name: 'the table', table: notes, index: {} },
  { name: 'an index with ties', table: dueNotes, index: { index: 'outbox' } },
  { name: 'an index, descending', table: dueNotes, index: { index: 'outbox', order: 'descending' as const } },
])('pages through $name without losing or repeating an item', async ({ table, index }) => {
  const pk = `pages-${JSON.stringify(index)}`;
  await fill(pk, 40);
  for (const limit of [1, 7, 20, 39, 40, 41]) {
    const seen: string[] = [];
    let startAfter: PageKey | undefined;
    do {
      const page = await table.queryPage({ partition: pk, ...index, limit, startAfter });
      expect(page.items.length).toBeGreaterThan(0);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map(({ sk }) => sk));
      // A page key survives being JSON, as in a cursor.
      startAfter = page.nextKey && JSON.parse(JSON.stringify(page.nextKey));
    } while (startAfter);
    expect(seen.toSorted()).toEqual(Array.from({ length: 40 }, (_, number) => numbered(number)));
  }
});

it('fills a filtered page, and detects the last one', async () => {
  await fill('filtered', 40);
  const query = { partition: 'filtered', filter: oneOf('count', [3, 5, 30, 31, 32]) };
  const first = await notes.queryPage({ ...query, limit: 3 });
  expect(first.items.map(({ count }) => count)).toEqual([3, 5, 30]);
  const second = await notes.queryPage({ ...query, limit: 2, startAfter: first.nextKey });
  expect(second.items.map(({ count }) => count)).toEqual([31, 32]);
  expect(second.nextKey).toBeUndefined();
});

it('reads only keys from an index', async () => {
  for (const due of [3, 1, 2]) {
    await notes.put(key(`due-${due}`), { title: 'due' }, { attributes: { outboxShard: 'x', outboxDueAt: due } });
  }
  const due = await collect(notes.queryKeys({ index: 'outbox', partition: 'x', sort: { atMost: 2 } }));
  expect(due).toEqual([key('due-1'), key('due-2')]);
});

it('gets and deletes any number of items by key, in the requested order', async () => {
  await fill('batch', 130);
  const keys = [key('batch', 'missing'), ...Array.from({ length: 130 }, (_, index) => key('batch', numbered(index)))];
  const items = await notes.batchGet([...keys, key('batch', '0000')]);
  expect(items[0]).toBeUndefined();
  expect(items.slice(1).map((item) => item?.count)).toEqual([...Array.from({ length: 130 }, (_, index) => index), 0]);
  await notes.batchDelete(keys);
  expect(await collect(notes.queryKeys({ partition: 'batch' }))).toEqual([]);
});

it('writes a transaction atomically, and reports the conflict of each item', async () => {
  await notes.put(key('taken'), { title: 'taken' });
  const refused = await transactWrite({ dynamo }, [
    notes.toPut(key('fresh'), { title: 'fresh' }, { condition: itemIsNew }),
    notes.toPut(key('taken'), { title: 'mine' }, { condition: itemIsNew }),
    notes.toCheck(key('absent'), itemExists),
  ]);
  expect(refused).toEqual({
    ok: false,
    code: 'condition_failed',
    conflicts: [
      undefined,
      { code: 'condition_failed', existing: { ...key('taken'), title: 'taken' } },
      { code: 'condition_failed', existing: undefined },
    ],
  });
  expect(refused.ok ? '' : refused.conflicts[1]?.existing?.title).toBe('taken');
  expect(await notes.get(key('fresh'))).toBeUndefined();
  const written = await transactWrite({ dynamo }, [
    notes.toPut(key('fresh'), { title: 'fresh' }, { condition: itemIsNew }),
    notes.toUpdate(key('taken'), { add: { count: 1 } }),
    notes.toDelete(key('nothing')),
    notes.toCheck(key('absent'), attributeNotExists('pk')),
  ]);
  expect(written).toEqual({ ok: true });
  expect(await notes.get(key('taken'))).toMatchObject({ title: 'taken', count: 1 });
});

it('completes all of many concurrent transactions on the same item', async () => {
  await notes.put(key('hot'), { title: 'hot', count: 0 });
  const increment = (index: number) =>
    transactWrite({ dynamo }, [
      notes.toUpdate(key('hot'), { add: { count: 1 } }),
      notes.toPut(key('hot', numbered(index)), { title: 'log' }, { condition: itemIsNew }),
    ]);
  const results = await Promise.all(Array.from({ length: 12 }, (_, index) => increment(index)));
  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(await notes.get(key('hot'))).toMatchObject({ count: 12 });
});
