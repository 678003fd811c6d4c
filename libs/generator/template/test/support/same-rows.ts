import assert from 'node:assert/strict';
import type { Json } from './model.ts';

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON text of a value with sorted object members, because `jsonb` does not preserve their order. */
export const canonical = (value: Json): string =>
  JSON.stringify(value, (_, member: Json) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1))) : member,
  );

/** Sorts rows into an order that does not depend on their source. */
export const ordered = <Row extends Json>(rows: readonly Row[]): readonly Row[] =>
  rows
    .map((row) => [canonical(row), row] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);

export const assertSameRows = (actual: readonly Json[], expected: readonly Json[], message?: string): void => {
  const [found, wanted] = [ordered(actual), ordered(expected)];
  if (found.map(canonical).join() !== wanted.map(canonical).join()) assert.deepEqual(found, wanted, message);
};
