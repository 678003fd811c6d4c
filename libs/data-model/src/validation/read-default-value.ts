import type { Field } from '../data-model.schema.ts';
import {
  describeFieldType,
  isText,
  longestLiteral,
  type DefaultFunction,
  type LiteralReading,
} from '../field-types/index.ts';
import type { ResolvedDefault } from '../resolved-model.ts';

const expect = (expected: string): LiteralReading => ({ expected });

const mostElements = 1000;

const readElement = (value: unknown, field: Field): LiteralReading => {
  const { json, readLiteral } = describeFieldType(field.type);
  // Before any pattern sees it: two code units at most for each character.
  const isTooLong = json !== 'any' && typeof value === 'string' && value.length > 2 * longestLiteral;
  return isTooLong ? expect(`a value of at most ${longestLiteral} characters`) : readLiteral(value, field);
};

const readArray = (value: unknown, field: Field): LiteralReading => {
  if (!Array.isArray(value) || value.length > mostElements) return expect(`a list of at most ${mostElements} values`);
  const elements: unknown[] = [];
  for (const element of value) {
    const reading = element === null ? expect('no null') : readElement(element, field);
    if ('expected' in reading) return expect(`a list of which each entry is ${reading.expected}`);
    elements.push(reading.value);
  }
  return { value: elements };
};

const findFunction = (value: unknown, field: Field): DefaultFunction | undefined => {
  if (typeof value !== 'string' || field.array === true) return undefined;
  const name = value.trim().toLowerCase();
  return describeFieldType(field.type).defaultFunctions.find((allowed) => allowed === name);
};

export type DefaultReading =
  | { readonly kind: 'default'; readonly default: ResolvedDefault }
  | { readonly kind: 'not_allowed'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly expected: string };

const looksLikeFunction = (value: unknown): boolean =>
  typeof value === 'string' && /^\s*(current_\w+|local\w+|[a-z_][\w.]*\s*\(.*\))\s*$/is.test(value);

/** What a field's default means, or why it can be none. */
export const readDefaultValue = (field: Field): DefaultReading => {
  const value: unknown = field.default;
  const { cannotHaveDefault } = describeFieldType(field.type);
  if (cannotHaveDefault !== undefined) return { kind: 'not_allowed', reason: cannotHaveDefault };
  if (field.format === 'password') return { kind: 'not_allowed', reason: 'a password has no default' };
  const named = findFunction(value, field);
  if (named !== undefined) return { kind: 'default', default: { kind: 'function', function: named } };
  const reading = field.array === true ? readArray(value, field) : readElement(value, field);
  if ('value' in reading) return { kind: 'default', default: { kind: 'literal', value: reading.value } };
  const allowed = describeFieldType(field.type).defaultFunctions;
  if (!isText(field.type) && looksLikeFunction(value)) {
    const list = allowed.length === 0 ? 'no function is allowed' : `allowed are ${allowed.join(', ')}`;
    return { kind: 'not_allowed', reason: `for the type ${field.type}, ${list}` };
  }
  return { kind: 'invalid', expected: [reading.expected, ...allowed].join(', or ') };
};
