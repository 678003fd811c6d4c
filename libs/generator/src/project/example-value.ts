import type { ResolvedColumn } from '@snapinfra/data-model';
import { createPatternSamples } from '../expectations/pattern-samples.ts';
import { fieldTypeOf } from '../field-types/index.ts';

/** A value that shows how a field looks in JSON. It meets the field's bounds, lengths and, where that is easy, its pattern. */
export const exampleValue = (column: ResolvedColumn, samples = createPatternSamples()): unknown => {
  const example = fieldTypeOf(column).example(column, samples);
  return column.array ? [example] : example;
};
