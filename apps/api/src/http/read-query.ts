import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { SchemaViolation } from './schema-violation.ts';

const wholeNumber = /^(?:0|-?[1-9]\d{0,14})$/;

const propertiesOf = (schema: TSchema): Readonly<Record<string, object>> =>
  'properties' in schema && typeof schema.properties === 'object' ? { ...schema.properties } : {};

const isOf = (schema: object | undefined, type: string): boolean =>
  schema !== undefined && 'type' in schema && schema.type === type;

/** A value as its schema types it, where it is written so. */
const typedValue = (schema: object | undefined, value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  if (isOf(schema, 'integer') && wholeNumber.test(value)) return Number(value);
  if (isOf(schema, 'boolean') && (value === 'true' || value === 'false')) return value === 'true';
  return value;
};

/** A parameter has one value: repeated, it is ambiguous, and nothing is guessed. */
export const repeatedParameters = (sent: unknown): readonly SchemaViolation[] =>
  Object.entries(Object(sent) as object)
    .filter(([, value]) => Array.isArray(value))
    .map(([name]) => ({
      keyword: 'repeated',
      instancePath: `/${name}`,
      message: 'must be given once only',
      params: {},
    }));

/**
 * A query as its schema types it: defaults filled in, and whole numbers, `true` and `false` read where they are written as such.
 * Anything else (`1.5`, `1e3`, `0x10`, `yes`) stays text, and is refused: a guess may be wrong.
 */
export const readQuery = (schema: TSchema, sent: unknown): unknown => {
  const properties = propertiesOf(schema);
  const typed = Object.entries(Object(sent) as object).map(
    ([name, value]: [string, unknown]) => [name, typedValue(properties[name], value)] as const,
  );
  return Value.Default(schema, Object.fromEntries(typed));
};
