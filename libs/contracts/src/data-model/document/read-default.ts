import type { Field } from '../data-model.schema.ts';
import { kindOf } from '../field-kinds.ts';
import { type DocumentObject, member, nameOfMember } from './document-object.ts';

const parseJson = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

const decimal = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;

/** The designer's form fields give text for everything: `"5"`, `"true"`, `"{}"`. */
const fromForm = (value: unknown, field: Field, isNumber: boolean): unknown => {
  if (typeof value !== 'string') return value;
  const kind = kindOf(field.type);
  if (kind === 'boolean' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if ((kind === 'integer' || kind === 'floating') && decimal.test(value)) {
    return isNumber || Number.isSafeInteger(Number(value)) ? Number(value) : value;
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
  if (name === 'default') return { name, value };
  return value === '' ? undefined : { name, value: fromForm(value, field, isNumber) };
};
