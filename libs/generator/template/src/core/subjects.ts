import { patternFaults } from './patterns.ts';
import type { Member } from './registry.ts';
import { patternCheck, valueFault } from './values.ts';

/** Whether a field can hold a subject and returns it with the same spelling. */
export const isSpelledAsStored = ({ type, password }: Member, subject: string): boolean =>
  subject !== '' && !type.array && !password && type.element.subjectForm?.isSpelledAsStored(subject) === true;

/** A subject as the value of the field that holds it. */
export const subjectValue = ({ type }: Member, subject: string): string | number =>
  type.element.subjectForm?.value(subject) ?? subject;

/**
 * Whether a field can hold a token's subject unchanged: within its length, range, format and pattern, and spelled as it
 * is read back. Used both when rows are created and when owners are compared, so that a subject that a column would
 * truncate, round or normalize is never mistaken for another one.
 */
export const canHold = (member: Member, subject: string): boolean => {
  if (!isSpelledAsStored(member, subject)) return false;
  const value = subjectValue(member, subject);
  if (valueFault(value, member) !== undefined) return false;
  const pattern = patternCheck(value, member);
  return pattern === undefined || patternFaults([pattern]).length === 0;
};
