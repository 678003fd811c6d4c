import { type Field } from '../data-model.schema.ts';
import { dataModelLimits } from '../data-model-limits.ts';
import { describeFieldType, isWholeNumber } from '../field-types/index.ts';
import { lostInParsing } from '../json-source.ts';
import { pointer, quote } from '../text.ts';
import { isExactly } from '../values/decimals.ts';
import { type DocumentObject, fits, member, nameOfMember } from './document-object.ts';

/** What a text holds as JSON, or the text itself where it is none. */
const parseJson = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

type Reviver = (this: unknown, name: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** A number that JavaScript cannot hold exactly stays a text of its digits, a form that the API also takes for exact types. */
const keepDigits: Reviver = (_, value, context) =>
  typeof value === 'number' && context?.source !== undefined && !isExactly(value, context.source)
    ? context.source
    : value;

/** A default that is JSON in a text; undefined, with an issue, where JavaScript's value would not be all that it says. */
const fromJson = (object: DocumentObject, name: string, value: string, field: Field): unknown => {
  const read = parseJson(value);
  if (typeof read === 'string') return read;
  const { json } = describeFieldType(field.type);
  if (json === 'number') return read;
  const { inexactNumbers, repeatedMembers } = lostInParsing(value, read);
  if (json !== 'any' && repeatedMembers.length === 0) return JSON.parse(value, keepDigits);
  const [place] = [...inexactNumbers, ...repeatedMembers];
  if (place === undefined) return read;
  const reason = inexactNumbers.length > 0 ? 'has more digits than a number keeps' : 'stands in its object twice';
  const message = `${object.label}: the default is not kept as it is: ${quote(place)} ${reason}.`;
  object.issues.add('default_invalid', pointer(object.path, name), message);
  return undefined;
};

const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** A text with more digits than a JSON number keeps stays a text where the field has, or may get, a whole-number type. */
const readNumber = (value: string, mayBeWhole: boolean): unknown => {
  const read = Number(value);
  const digits = value.trim().replace(/^\+/, '').replace(/\.$/, '');
  return mayBeWhole && Number.isInteger(read) && !isExactly(read, digits) ? value : read;
};

/** The designer's form fields give text for everything: `"5"`, `"true"`, `"{}"`. */
const fromForm = (object: DocumentObject, name: string, field: Field, isNumber: boolean): unknown => {
  const value = member(object, name);
  if (typeof value !== 'string') return value;
  const { json } = describeFieldType(field.type);
  if (json === 'boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if ((isWholeNumber(field.type) || json === 'number') && decimal.test(value.trim())) {
    return readNumber(value, isWholeNumber(field.type) || isNumber);
  }
  return json === 'any' || field.array === true ? fromJson(object, name, value, field) : value;
};

/**
 * The default under either of its names, as a value of the field's type where `defaultValue` holds it as text. An
 * empty `defaultValue` is a form field that was left empty: no default.
 */
export const readDefault = (
  object: DocumentObject,
  field: Field,
  isNumber: boolean,
): { name: string; value: unknown } | undefined => {
  const name = nameOfMember(object, ['default', 'defaultValue']);
  if (name === undefined) return undefined;
  const value = member(object, name);
  if (!fits(object, name, value, dataModelLimits.defaultLength)) return undefined;
  if (name === 'default') return { name, value };
  if (value === '') return undefined;
  const read = fromForm(object, name, field, isNumber);
  return read === undefined ? undefined : { name, value: read };
};
