import { Type, type TSchema } from 'typebox';
import { isExactly } from './decimals.ts';
import { allColumnTypes, type Schema } from './field-types/index.ts';
import type { Member } from './registry.ts';

/**
 * The formats as they are documented. E-mail addresses and URLs have names of their own, because some that are in use
 * are not valid as `idn-email` (two consecutive dots) or `iri` (brackets in the query).
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

/**
 * Keywords that the description states in words: bounds do not apply to strings, and JSON Schema patterns use Unicode
 * mode.
 */
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

/** Excludes null, which always means that there is no value. */
const notNull = (schema: Schema): Schema => (isAnything(schema) ? { ...schema, not: { type: 'null' } } : schema);

const nullable = (schema: Schema, member: Member): Schema => {
  if (!member.nullable) return notNull(schema);
  return isAnything(schema) ? schema : { anyOf: [schema, { type: 'null' }] };
};

const plain = ({ schema }: Member): Schema => (Type.IsArray(schema) ? listSchema(schema) : valueSchema({ ...schema }));

/** The value of a field in a response. */
export const answeredSchema = (member: Member): Schema => nullable(plain(member), member);

/** A value in the URL that is compared with the field. */
export const comparedSchema = ({ type }: Member): Schema =>
  type.array ? { type: 'string' } : valueSchema(type.element.urlSchema(type));

/**
 * The bounds for JSON numbers: the bounds of exact numbers are strings, of which only exactly representable ones apply.
 */
const bounds = ({ schema }: Member): Schema =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => isBound(name) && isExactly(Number(value), String(value)))
      .map(([name, value]) => [name, Number(value)]),
  );

/** The value of a field in a request; JSON numbers are accepted for exact types. */
export const sentSchema = (member: Member): Schema => {
  const { column, type } = member;
  const { numberForm } = type.element;
  if (numberForm === undefined || type.array) return nullable(plain(member), member);
  const text = plain(member);
  const own = text['description'] === undefined ? '' : `${String(text['description'])}\n\n`;
  const number = { ...numberForm.schema(column.getSQLType()), ...bounds(member) };
  return nullable({ anyOf: [{ ...text, description: `${own}${numberForm.note}` }, number] }, member);
};
