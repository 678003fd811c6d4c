import { type Field, fieldFormats, fieldTypes } from '../data-model.schema.ts';
import { dataModelLimits } from '../data-model-limits.ts';
import { hasLabels } from '../field-types/index.ts';
import { describeField, pointer, quote } from '../text.ts';
import {
  bound,
  closeObject,
  type DocumentObject,
  flag,
  member,
  nameOfMember,
  openObject,
  put,
  requiredText,
  text,
  texts,
  wholeNumber,
} from './document-object.ts';
import type { Draft } from './draft.ts';
import { designerTypeNames, findNamedType, type NamedType } from './field-type-names.ts';
import { readDefault } from './read-default.ts';
import { largestLength, readTypeParameters } from './read-type-parameters.ts';
import { readValidationRules } from './read-validation-rules.ts';
import { findWord, openFieldMembers } from './vocabulary.ts';

const flagNames = {
  required: ['required', 'isRequired'],
  unique: ['unique', 'isUnique'],
  primary: ['primary', 'isPrimary'],
} as const;

const known: ReadonlySet<string> = new Set([
  'id', 'name', 'type', 'required', 'unique', 'primary', 'default', 'description', 'enumValues', 'length', 'precision',
  'scale', 'array', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'format', 'isPrimary', 'isRequired',
  'isUnique', 'isForeignKey', 'defaultValue', 'validation', 'enumOptions', 'hasIndex',
]); // prettier-ignore

/** An enum's values may be in its type. */
const typeLength = 10_000;

const readType = (object: DocumentObject): NamedType | undefined => {
  const name = requiredText(object, 'type', typeLength);
  if (name === undefined) return undefined;
  const type = findNamedType(name);
  if (type !== undefined) return type;
  const message = `${object.label} has the unknown type ${quote(name)}; allowed are ${fieldTypes.join(', ')}, these as PostgreSQL writes them (varchar(255), timestamp with time zone, text[]), and the designer's ${designerTypeNames.join(', ')}.`;
  object.issues.add('unknown_type', pointer(object.path, 'type'), message);
  return undefined;
};

const readFormat = (object: DocumentObject, field: Field, ofType: Field['format']): void => {
  put(field, 'format', ofType);
  const name = text(object, 'format', dataModelLimits.nameLength);
  if (name === undefined) return;
  const format = findWord(fieldFormats, name, '-');
  const path = pointer(object.path, 'format');
  if (format === undefined) {
    const message = `${object.label} has the unknown format ${quote(name)}; allowed are ${fieldFormats.join(', ')}.`;
    return object.issues.add('unknown_value', path, message);
  }
  if (ofType !== undefined && ofType !== format) {
    const message = `${object.label} says the format ${format}, but its type means ${ofType}.`;
    return object.issues.add('contradictory_members', path, message);
  }
  field.format = format;
};

const readEnumValues = (
  object: DocumentObject,
  field: Field,
  origins: (name: string, origin: string) => void,
): void => {
  const name = nameOfMember(object, ['enumValues', 'enumOptions']);
  if (name === undefined) return;
  const values = texts(object, name, dataModelLimits.enumValues, dataModelLimits.enumValueLength);
  if (values === undefined) return;
  if (name === 'enumOptions' && !hasLabels(field.type)) {
    if (values.length === 0) return;
    const message = `${object.label} lists enum options, but its type is ${field.type}.`;
    return object.issues.add('enum_options_unused', pointer(object.path, name), message);
  }
  field.enumValues = values;
  origins('enumValues', name);
};

const readNumbers = (object: DocumentObject, field: Field): void => {
  put(field, 'length', wholeNumber(object, 'length', 1, largestLength));
  put(field, 'precision', wholeNumber(object, 'precision', 0, 1000));
  put(field, 'scale', wholeNumber(object, 'scale', 0, 1000));
  put(field, 'minimum', bound(object, 'minimum'));
  put(field, 'maximum', bound(object, 'maximum'));
  put(field, 'minLength', wholeNumber(object, 'minLength', 0, Number.MAX_SAFE_INTEGER));
  put(field, 'maxLength', wholeNumber(object, 'maxLength', 0, Number.MAX_SAFE_INTEGER));
};

const readFlags = (object: DocumentObject, field: Field, origins: (name: string, origin: string) => void): void => {
  for (const key of ['required', 'unique', 'primary'] as const) {
    const name = nameOfMember(object, flagNames[key]);
    if (name === undefined) continue;
    put(field, key, flag(object, name));
    origins(key, name);
  }
};

const readMembers = (
  object: DocumentObject,
  field: Field,
  named: NamedType | undefined,
  path: string,
  draft: Draft,
): void => {
  const origins = (name: string, origin: string) => {
    if (name !== origin) draft.origins.set(pointer(path, name), pointer(object.path, origin));
  };
  put(field, 'id', text(object, 'id', dataModelLimits.nameLength));
  put(field, 'description', text(object, 'description', dataModelLimits.descriptionLength));
  put(field, 'array', flag(object, 'array'));
  put(field, 'pattern', text(object, 'pattern', dataModelLimits.patternLength));
  readFlags(object, field, origins);
  readNumbers(object, field);
  readFormat(object, field, named?.format);
  readEnumValues(object, field, origins);
  if (named !== undefined) readTypeParameters(object, field, named, path, draft);
  const value = readDefault(object, field, named?.number === true);
  if (value !== undefined) {
    field.default = value.value;
    origins('default', value.name);
  }
  for (const [name, origin] of readValidationRules(object, field, named !== undefined)) {
    draft.origins.set(pointer(path, name), origin);
  }
};

/** A field that was read, and whether the designer wants an index over it. */
export interface ReadField {
  readonly field: Field;
  readonly hasIndex: boolean;
}

/** `path` is where the field stands in the canonical model. */
export const readField = (
  value: unknown,
  origin: string,
  path: string,
  table: string,
  draft: Draft,
): ReadField | undefined => {
  const { issues } = draft;
  const unnamed = openObject(value, origin, `Field ${origin.split('/').at(-1)} of table ${quote(table)}`, issues);
  const name = unnamed && requiredText(unnamed, 'name', dataModelLimits.nameLength);
  if (unnamed === undefined || name === undefined) return undefined;
  const object = { ...unnamed, label: describeField(table, name) };
  closeObject(object, known, openFieldMembers);
  const named = readType(object);
  const field: Field = { name, type: named?.type ?? 'text' };
  if (named === undefined) draft.unreadableFields.add(field);
  if (named?.number) draft.numberFields.add(field);
  readMembers(object, field, named, path, draft);
  if (member(object, 'isPrimary') !== undefined) draft.primaryFlags.set(field, pointer(origin, 'isPrimary'));
  if (flag(object, 'isForeignKey')) draft.foreignKeyMarks.set(field, pointer(origin, 'isForeignKey'));
  if (origin !== path) draft.origins.set(path, origin);
  return { field, hasIndex: member(object, 'hasIndex') !== undefined && flag(object, 'hasIndex') === true };
};
