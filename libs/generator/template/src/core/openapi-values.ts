import { Type, type TSchema } from 'typebox';
import { isExactly } from './decimals.ts';
import type { Member } from './registry.ts';
import { formatOf } from './sql-types.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * What a format of ours is called in the document. A name that JSON Schema defines would say what it means there: a `time`
 * has an offset, a `duration` neither sign nor fraction; addresses that are in use are no `idn-email` (two dots side by
 * side) or no `iri` (brackets in a query). The other names are of the registry of OpenAPI, or have a pattern.
 */
const documented: Readonly<Record<string, Schema>> = {
  time: { format: 'time-local', pattern: String.raw`^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$` },
  'date-time-local': {
    format: 'date-time-local',
    pattern: String.raw`^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$`,
  },
  macaddr: { format: 'macaddr', pattern: '^[\\da-fA-F]{2}([:-][\\da-fA-F]{2}){5}$' },
  'time-with-offset': {
    format: 'time-with-offset',
    pattern: String.raw`^\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}(:?\d{2})?)$`,
  },
  duration: {
    format: 'iso8601-duration',
    pattern: String.raw`^P(-?\d+Y)?(-?\d+M)?(-?\d+W)?(-?\d+D)?(T(-?\d+H)?(-?\d+M)?(-?\d+(\.\d+)?S)?)?$`,
  },
  email: { format: 'email-address', pattern: String.raw`^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$` },
  uri: { format: 'http-url', pattern: String.raw`^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*$` },
  byte: { format: 'byte', contentEncoding: 'base64' },
};

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

/** Keywords of numbers say nothing of a text, and a pattern of JSON Schema is one in Unicode mode: told in words. */
const isSilent = ([name, value]: readonly [string, unknown]): boolean =>
  isBound(name) || (name === 'pattern' && !isUnicodePattern(String(value)));

const textSchema = (schema: Schema): Schema => {
  const format = documented[String(schema['format'])] ?? {};
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

const exactNotes: Readonly<Record<string, string>> = {
  bigint: 'A whole number of 64 bits as a string; a JSON number is taken as what its digits say.',
  numeric: 'A decimal number as a string, exact; a JSON number is taken as what its digits say.',
};

/** What a text of a URL may be as a value of the field, to be compared with it. */
export const comparedSchema = ({ type, schema }: Member): Schema => {
  if (type.array) return { type: 'string' };
  if (type.family === 'enum') return { type: 'string', enum: type.labels ?? [] };
  if (type.family === 'boolean') return { type: 'string', enum: ['true', 'false'] };
  if (type.family === 'integer') return { type: 'string', pattern: String.raw`^-?\d{1,18}$` };
  if (type.family === 'float')
    return { type: 'string', pattern: String.raw`^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$` };
  if (type.family === 'bigint') return { type: 'string', format: 'int64', pattern: String.raw`^-?\d{1,19}$` };
  if (type.family === 'numeric') return { type: 'string', format: 'decimal', pattern: String.raw`^-?\d+(\.\d+)?$` };
  const format = formatOf[type.family];
  return format === undefined || !('format' in schema) ? { type: 'string' } : textSchema({ type: 'string', format });
};

/** Bounds of exact numbers are texts; those that a JSON number can say hold for JSON numbers. */
const bounds = ({ schema }: Member): Schema =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => isBound(name) && isExactly(Number(value), String(value)))
      .map(([name, value]) => [name, Number(value)]),
  );

/** What a JSON number may be at most for its column: no power of ten or two is rounded. */
const reach = ({ type, column }: Member): Schema => {
  if (type.family === 'bigint') return { minimum: -(2 ** 63), exclusiveMaximum: 2 ** 63 };
  const [, precision, scale = 0] = /\((\d+)(?:, ?(\d+))?\)/.exec(column.getSQLType()) ?? [];
  const most = 10 ** (Number(precision) - Number(scale));
  return precision === undefined || !Number.isFinite(most) ? {} : { exclusiveMinimum: -most, exclusiveMaximum: most };
};

/** What a request may send for a field: exact numbers also as JSON numbers. */
export const sentSchema = (member: Member): Schema => {
  const note = exactNotes[member.type.family];
  if (note === undefined || member.type.array) return nullable(plain(member), member);
  const text = plain(member);
  const own = text['description'] === undefined ? '' : `${String(text['description'])}\n\n`;
  const number = { type: member.type.family === 'bigint' ? 'integer' : 'number', ...reach(member), ...bounds(member) };
  const anyOf = [{ ...text, description: `${own}${note}` }, number];
  return nullable({ anyOf }, member);
};
