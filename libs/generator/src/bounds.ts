import {
  compareDecimals,
  decimalText,
  isExact as isExactType,
  readDecimal,
  type Bound,
  type ResolvedColumn,
} from '@snapinfra/data-model';

/** A bound digit by digit, without an exponent. */
export const boundDigits = (bound: Bound): string => {
  const read = readDecimal(String(bound));
  if (read === undefined) throw new RangeError(`${bound} is no bound of numbers`);
  return decimalText(read);
};

/** Negative where the left bound is smaller; exact, whatever each is written as. */
export const compareBounds = (left: Bound, right: Bound): number => {
  const [one, other] = [readDecimal(String(left)), readDecimal(String(right))];
  return one === undefined || other === undefined ? 0 : compareDecimals(one, other);
};

/** Whether a column's values are exact beyond what a JSON number can hold: they are texts in JSON, and so are their bounds. */
export const isExact = ({ type }: ResolvedColumn): boolean => isExactType(type);
