import type { Bound, Field } from '../data-model.schema.ts';
import { isExact, isNumber } from '../field-types/index.ts';
import { compareDecimals, type Decimal, decimalText, readDecimal } from '../values/decimals.ts';

/** A bound as the number that it says: of a JSON number, the shortest one that stands for it. */
const readBound = (bound: Bound | undefined): Decimal | undefined =>
  bound === undefined ? undefined : readDecimal(String(bound));

/** Whether two bounds leave something between them; one that is absent leaves everything. */
export const isOrdered = (least: Bound | undefined, most: Bound | undefined): boolean => {
  const [low, high] = [readBound(least), readBound(most)];
  return low === undefined || high === undefined || compareDecimals(low, high) <= 0;
};

/** A field's bound in its resolved form: digits for types that are exact, a number for the others. */
export const resolveBound = (field: Field, member: 'minimum' | 'maximum'): Bound | undefined => {
  const bound = field[member];
  if (bound === undefined || !isNumber(field.type)) return bound;
  const read = readBound(bound);
  return isExact(field.type) && read !== undefined ? decimalText(read) : Number(bound);
};
