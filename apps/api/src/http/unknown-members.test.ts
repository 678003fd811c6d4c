import Type from 'typebox';
import { expect, it } from 'vitest';
import { takeOutUnknownMembers } from './unknown-members.ts';

const closed = { additionalProperties: false } as const;
const schema = Type.Object(
  {
    name: Type.String(),
    open: Type.Object({}),
    list: Type.Array(Type.Object({ id: Type.String() }, closed)),
  },
  closed,
);

it('takes out what closed objects do not know, wherever they are, and tells it', () => {
  const value = { name: 'x', a: 1, open: { b: 2 }, list: [{ id: 'i' }, { id: 'j', c: 3, d: 4 }], constructor: 5 };
  expect(takeOutUnknownMembers(schema, value)).toMatchObject({
    value: { name: 'x', open: { b: 2 }, list: [{ id: 'i' }, { id: 'j' }] },
    violations: [
      { instancePath: '/list/1', params: { additionalProperties: ['c', 'd'] } },
      { instancePath: '', params: { additionalProperties: ['a', 'constructor'] } },
    ],
  });
});

it('leaves everything else as it is', () => {
  for (const value of [undefined, null, 5, 'text', [], { name: 5, list: {} }, { list: [null, 'x'] }]) {
    expect(takeOutUnknownMembers(schema, value)).toEqual({ value, violations: [] });
  }
});

it('knows `__proto__` for a member like any other', () => {
  const { violations } = takeOutUnknownMembers(schema, JSON.parse('{"__proto__": {}}'));
  expect(violations).toMatchObject([{ params: { additionalProperties: ['__proto__'] } }]);
});
