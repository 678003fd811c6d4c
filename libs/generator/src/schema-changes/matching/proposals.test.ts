import { expect, it } from 'vitest';
import { field, modelOf, schemaOf } from '../../../test-support/fixed-models.ts';
import { planSchemaChange, type SchemaState } from '../index.ts';

/** How often a plan reads the types of fields, all of which have other names than before. */
const readsOfTypes = (count: number): number => {
  let reads = 0;
  const counted = (prefix: string): SchemaState => {
    const fields = Array.from({ length: count }, (_, position) => field(`${prefix} ${position}`, 'text'));
    const state = schemaOf(modelOf([{ name: 'song', fields }]));
    const columns = state.physical.tables.flatMap((table) => table.columns);
    for (const column of columns) {
      const { type } = column;
      Object.defineProperty(column, 'type', { get: () => ((reads += 1), type) });
    }
    return state;
  };
  planSchemaChange({ from: counted('first'), to: counted('other') });
  return reads;
};

it('compares each field with each other one, and not with all of its table every time', () => {
  // Twice as many fields are four times as many pairs.
  expect(readsOfTypes(80) / readsOfTypes(40)).toBeLessThan(5);
});
