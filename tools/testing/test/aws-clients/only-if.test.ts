import {
  attributeNotExists,
  createTable,
  equals,
  itemExists,
  itemIsNew,
  oneOf,
  transactWrite,
  type TransactionItem,
} from '@snapinfra/aws-clients';
import Type from 'typebox';
import { beforeEach, expect, it } from 'vitest';
import { useBackend } from '../../src/index.ts';

const backend = await useBackend();
const { dynamo } = backend.clients();
const Note = Type.Object({ title: Type.String(), status: Type.String() });
const notes = createTable({ dynamo, tableName: `${backend.resources.tablePrefix}documentation`, schema: Note });
const key = { pk: 'only if', sk: 'RECORD' };
const stored = { title: 'one', status: 'open' };

beforeEach(() => notes.put(key, stored));

const write = (item: TransactionItem) => transactWrite({ dynamo }, [item]);
const refused = { ok: false, conflicts: [{ code: 'condition_failed', existing: stored }] };
const isOpen = oneOf('status', ['open', 'new']);
const isClosed = equals('status', 'closed');
const isOne = { condition: equals('title', 'one') };
const isTwo = { condition: equals('title', 'two') };

it.each([
  ['put', (condition?: object) => notes.toPut(key, { title: 'new', status: 'new' }, condition)],
  ['update', (condition?: object) => notes.toUpdate(key, { set: { title: 'new' } }, condition)],
  ['delete', (condition?: object) => notes.toDelete(key, condition)],
])('a %s demands its own condition and the one that is added', async (_name, toWrite) => {
  expect(await write(toWrite().onlyIf(isClosed))).toMatchObject(refused);
  expect(await write(toWrite(isOne).onlyIf(isClosed))).toMatchObject(refused);
  expect(await write(toWrite(isTwo).onlyIf(isOpen))).toMatchObject(refused);
  expect(await write(toWrite(isOne).onlyIf(isOpen).onlyIf(isClosed))).toMatchObject(refused);
  expect(await notes.get(key)).toMatchObject(stored);
  expect(await write(toWrite(isOne).onlyIf(isOpen).onlyIf(itemExists))).toEqual({ ok: true });
  expect(await notes.get(key)).not.toEqual({ ...key, ...stored });
});

it('a check demands both', async () => {
  expect(await write(notes.toCheck(key, itemExists).onlyIf(isClosed))).toMatchObject(refused);
  expect(await write(notes.toCheck(key, itemIsNew).onlyIf(isOpen))).toMatchObject(refused);
  expect(await write(notes.toCheck(key, itemExists).onlyIf(isOpen))).toEqual({ ok: true });
});

it('names that stand in a change and in both conditions do not get mixed up', async () => {
  const change = { set: { status: 'closed', title: 'two' } };
  const update = notes.toUpdate(key, change, isOne).onlyIf(isOpen).onlyIf(attributeNotExists('closedAt'));
  expect(await write(update)).toEqual({ ok: true });
  expect(await write(update)).toMatchObject({
    ok: false,
    conflicts: [{ existing: { title: 'two', status: 'closed' } }],
  });
});

it('leaves the item that it is made from as it was', async () => {
  const plain = notes.toUpdate(key, { set: { title: 'two' } }, isOne);
  plain.onlyIf(isClosed);
  expect(await write(plain)).toEqual({ ok: true });
});
