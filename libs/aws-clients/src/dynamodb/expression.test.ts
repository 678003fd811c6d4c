import { expect, it } from 'vitest';
import {
  allOf,
  anyOf,
  attributeExists,
  attributeNotExists,
  compare,
  compareSize,
  createPlaceholders,
  equals,
  oneOf,
  renderCondition,
  type Condition,
} from './expression.ts';
import { renderChange } from './render-change.ts';

const render = (condition: Condition) => {
  const placeholders = createPlaceholders();
  return { expression: renderCondition(condition, placeholders), ...placeholders.members() };
};

it('renders a nested condition with placeholders for all names and values', () => {
  const condition = allOf(
    oneOf('status', ['pending', 'processing']),
    anyOf(attributeNotExists('leaseToken'), equals('leaseToken', 3), compare(['progress', 'percent'], '<=', 50)),
  );
  expect(render(condition)).toEqual({
    expression: '(#n0 IN (:v0, :v1)) AND ((attribute_not_exists(#n1)) OR (#n1 = :v2) OR (#n2.#n3 <= :v3))',
    ExpressionAttributeNames: { '#n0': 'status', '#n1': 'leaseToken', '#n2': 'progress', '#n3': 'percent' },
    ExpressionAttributeValues: { ':v0': 'pending', ':v1': 'processing', ':v2': 3, ':v3': 50 },
  });
});

it('omits the values if there are none', () => {
  expect(render(attributeExists('pk'))).toEqual({
    expression: 'attribute_exists(#n0)',
    ExpressionAttributeNames: { '#n0': 'pk' },
  });
});

it('treats a dot in a name as part of the name', () => {
  expect(render(compare('a.b', '<', 1)).ExpressionAttributeNames).toEqual({ '#n0': 'a.b' });
});

it('rejects an empty combination and an empty list of values', () => {
  expect(() => render(allOf())).toThrow(RangeError);
  expect(() => render(oneOf('status', []))).toThrow(RangeError);
});

it('renders a change, including attributes outside of the schema', () => {
  const placeholders = createPlaceholders();
  const change = { set: { a: 1 }, add: { c: 3 }, remove: ['d'], attributes: { outboxShard: 'x' } };
  expect(renderChange<{ a: number; c: number; d: number }>(change, placeholders)).toBe(
    'SET #n0 = :v0, #n1 = :v1 ADD #n2 :v2 REMOVE #n3',
  );
});

it('renders the size of a map, and changes of its members by path', () => {
  expect(render(compareSize(['a', 'b'], '<', 3)).expression).toBe('size(#n0.#n1) < :v0');
  const change = { set: { a: 1 }, setAt: [[['c', 'x.y'], 2]], remove: [['c', 'z']] } as const;
  expect(renderChange<{ a: number; c: object }>(change, createPlaceholders())).toBe(
    'SET #n0 = :v0, #n1.#n2 = :v1 REMOVE #n1.#n3',
  );
});

it('renders an empty string for a change without members', () => {
  expect(renderChange({}, createPlaceholders())).toBe('');
});
