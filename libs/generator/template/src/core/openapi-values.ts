import { Type, type TSchema } from 'typebox';
import { isExactly } from './decimals.ts';
import { allColumnTypes, type Schema } from './field-types/index.ts';
import type { Member } from './registry.ts';

/**
 * What a format of ours is called in the document: addresses that are in use are no `idn-email` (two dots side by side)
 * or no `iri` (brackets in a query), so that they have names of their own.
 */
const documented: ReadonlyMap<unknown, Schema> = new Map([
  ...allColumnTypes.flatMap(({ textForm }) =>
    textForm === undefined ? [] : [[textForm.format, textForm.documented] as const],
  ),
  ['email', { format: 'email-address', pattern: String.raw`^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$` }],
  ['uri', { format: 'http-url', pattern: String.raw`^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*$` }],
]);

const isUnicodePattern = (pattern: string): boolean => {
  try {
    return new RegExp(pattern, 'u').unicode;
  } catch {
    return false;
  }
};

const sentence = (name: string, value: unknown): string => {
  if (name === 'minimum') return `At least ${String(value)}.`;
  return name === 'maximum' ? `At most ${String(value)}.` : `Matches ${String(value)}.`;
};

const isBound = (name: string): boolean => name === 'minimum' || name === 'maximum';

/** Number keywords do not apply to texts, and JSON Schema reads patterns in Unicode mode: these are described in words. */
const isSilent = ([name, value]: readonly [string, unknown]): boolean =>
  isBound(name) || (name === 'pattern' && !isUnicodePattern(String(value)));

const textSchema = (schema: Schema): Schema => {
  const format = documented.get(schema['format']) ?? {};
  const silent = Object.entries(schema).filter(isSilent);
  const told = Object.fromEntries(Object.entries(schema).filter((entry) => !isSilent(entry)));
  const words = [schema['description'], ...silent.map(([name, value]) => sentence(name, value))];
  const description = words.filter((text) => text !== undefined).join('\n\n');
  const isPatterned = 'pattern' in told && 'pattern' in format;
  return {
    ...told,
    ...Object.fromEntries(Object.entries(format).filter(([name]) => name !== 'pattern' || !isPatterned)),
    ...(isPatterned ? { allOf: [{ pattern: format['pattern'] }] } : {}),
    ...(description === '' ? {} : { description }),
  };
};

const valueSchema = (schema: Schema): Schema => {
  if ('enum' in schema) return { type: 'string', ...schema };
  if (schema['type'] === 'string') return textSchema(schema);
  return schema;
};

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The items of a list may be null. */
const listSchema = (schema: TSchema): Schema => {
  const items: unknown = 'items' in schema ? schema.items : undefined;
  const options = isSchema(items) && Array.isArray(items['anyOf']) ? items['anyOf'].filter(isSchema) : [];
  return { ...schema, items: { anyOf: options.map(valueSchema) } };
};

const isAnything = (schema: Schema): boolean => !('type' in schema) && !('enum' in schema) && !('anyOf' in schema);

/** Without null, which stands for no value in a column of any type. */
const notNull = (schema: Schema): Schema => (isAnything(schema) ? { ...schema, not: { type: 'null' } } : schema);

const nullable = (schema: Schema, member: Member): Schema => {
  if (!member.nullable) return notNull(schema);
  return isAnything(schema) ? schema : { anyOf: [schema, { type: 'null' }] };
};

const plain = ({ schema }: Member): Schema => (Type.IsArray(schema) ? listSchema(schema) : valueSchema({ ...schema }));

/** The value of a field in an answer. */
export const answeredSchema = (member: Member): Schema => nullable(plain(member), member);

/** What a text of a URL may be as a value of the field, to be compared with it. */
export const comparedSchema = ({ type }: Member): Schema =>
  type.array ? { type: 'string' } : valueSchema(type.element.urlSchema(type));

/** Bounds of exact numbers are texts; those that a JSON number can say hold for JSON numbers. */
const bounds = ({ schema }: Member): Schema =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => isBound(name) && isExactly(Number(value), String(value)))
      .map(([name, value]) => [name, Number(value)]),
  );

/** What a request may send for a field: exact numbers also as JSON numbers. */
export const sentSchema = (member: Member): Schema => {
  const { column, type } = member;
  const { numberForm } = type.element;
  if (numberForm === undefined || type.array) return nullable(plain(member), member);
  const text = plain(member);
  const own = text['description'] === undefined ? '' : `${String(text['description'])}\n\n`;
  const number = { ...numberForm.schema(column.getSQLType()), ...bounds(member) };
  return nullable({ anyOf: [{ ...text, description: `${own}${numberForm.note}` }, number] }, member);
};
