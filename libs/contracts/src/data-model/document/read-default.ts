import { dataModelLimits, type Field } from '../data-model.schema.ts';
import { kindOf } from '../field-kinds.ts';
import { isExactly } from '../values/decimals.ts';
import { type DocumentObject, fits, member, nameOfMember } from './document-object.ts';

const parseJson = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** A text whose digits a JSON number would lose stays what it is where the field is, or may become, one of whole numbers. */
const readNumber = (value: string, mayBeWhole: boolean): unknown => {
  const read = Number(value);
  const digits = value.trim().replace(/^\+/, '').replace(/\.$/, '');
  return mayBeWhole && Number.isInteger(read) && !isExactly(read, digits) ? value : read;
};

/** The designer's form fields give text for everything: `"5"`, `"true"`, `"{}"`. */
const fromForm = (value: unknown, field: Field, isNumber: boolean): unknown => {
  if (typeof value !== 'string') return value;
  const kind = kindOf(field.type);
  if (kind === 'boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if ((kind === 'integer' || kind === 'floating') && decimal.test(value.trim())) {
    return readNumber(value, kind === 'integer' || isNumber);
  }
  return kind === 'json' || field.array === true ? parseJson(value) : value;
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
  return value === '' ? undefined : { name, value: fromForm(value, field, isNumber) };
};
