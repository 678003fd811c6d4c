import { existsSync, readFileSync } from 'node:fs';
import type { Json } from './model.ts';

const file = new URL('../../src/custom/test-samples.json', import.meta.url);

/**
 * Values for columns that the tests cannot fill by themselves: a `pattern` with look-arounds, or one that no text
 * matches within the column's length. Add them to src/custom/test-samples.json by table and field name:
 * `{ "invoice": { "reference": ["INV-2024-A", "INV-2024-B"] } }`. At least two values, preferably eight.
 */
const customSamples: Readonly<Record<string, Readonly<Record<string, readonly Json[]>>>> = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : {};

/** The values given for a column; undefined if there are none. */
export const customSamplesOf = (table: string, column: string): readonly Json[] | undefined => {
  const columns = Object.hasOwn(customSamples, table) ? customSamples[table] : undefined;
  return columns && Object.hasOwn(columns, column) ? columns[column] : undefined;
};
