import Type from 'typebox';
import { expect, test } from 'vitest';
import { createItemCodec } from './item-codec.ts';

const Item = Type.Object({
  counts: Type.Object({ a: Type.Integer(), b: Type.Integer() }),
  list: Type.Array(Type.Record(Type.String(), Type.Integer())),
  bytes: Type.Optional(Type.Unsafe<Uint8Array>({})),
});
const codec = createItemCodec(Item, 'a-table', []);
const key = { pk: 'P', sk: 'S' };

test('an item is the same text, in whatever order the database gives its members', () => {
  const one = codec.decode({ counts: { a: 1, b: 2 }, list: [{ x: 1, y: 2 }], ...key });
  const other = codec.decode({ ...key, list: [{ y: 2, x: 1 }], counts: { b: 2, a: 1 } });
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  expect(one).toEqual({ counts: { a: 1, b: 2 }, list: [{ x: 1, y: 2 }], ...key });
});

test('bytes are left as they are', () => {
  const bytes = new Uint8Array([2, 1]);
  const item = codec.decode({ counts: { a: 1, b: 2 }, list: [], bytes, ...key });
  expect(item.bytes).toBe(bytes);
});
