import { patternFaults } from './patterns.ts';
import type { Member } from './registry.ts';
import type { Family } from './sql-types.ts';
import { patternCheck, valueFault } from './values.ts';

const wholeNumber = /^(0|-?[1-9]\d{0,18})$/;

/**
 * Whether a subject is spelled as the API reads it back from a column: `007` would become 7, upper case in a UUID lower
 * case, and `char(8)` loses blanks at the end. Types that are not here hold no subjects.
 */
const spellings: Readonly<Partial<Record<Family, (subject: string) => boolean>>> = {
  text: () => true,
  enum: () => true,
  char: (subject) => !subject.endsWith(' '),
  uuid: (subject) => subject === subject.toLowerCase(),
  integer: (subject) => wholeNumber.test(subject),
  bigint: (subject) => wholeNumber.test(subject),
};

/** Whether a text is a subject, and spelled as the field would give it back. */
export const isSpelledAsStored = ({ type, password }: Member, subject: string): boolean =>
  subject !== '' && !type.array && !password && spellings[type.family]?.(subject) === true;

/** A subject as the value of the field that holds it. */
export const subjectValue = ({ type }: Member, subject: string): string | number =>
  type.family === 'integer' ? Number(subject) : subject;

/**
 * Whether a field can hold a token's subject unchanged: within its length, range, format and pattern, and spelled as it
 * is read back. This alone decides whose a row can be, where rows are created as well as where they are compared:
 * a subject that a column would cut, round or respell is never taken for another.
 */
export const canHold = (member: Member, subject: string): boolean => {
  if (!isSpelledAsStored(member, subject)) return false;
  const value = subjectValue(member, subject);
  if (valueFault(value, member) !== undefined) return false;
  const pattern = patternCheck(value, member);
  return pattern === undefined || patternFaults([pattern]).length === 0;
};
