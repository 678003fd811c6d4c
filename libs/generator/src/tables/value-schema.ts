import type { ResolvedColumn } from '@snapinfra/data-model';
import type { Code } from '../emit/index.ts';
import { fieldTypeOf, listSchema } from '../field-types/index.ts';

/** The TypeBox expression for the values of a column that are not null. */
export const valueSchema = (column: ResolvedColumn): Code<'ts'> => {
  const { array, description } = column;
  const { schema } = fieldTypeOf(column);
  return array ? listSchema(schema(column, {}), description) : schema(column, { description });
};
