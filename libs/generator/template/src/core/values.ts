import { Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { compareDecimals, readDecimal } from './decimals.ts';
import { roundingFault } from './exact-values.ts';
import { allColumnTypes } from './field-types/index.ts';
import { formats, type Format } from './formats.ts';
import type { PatternCheck } from './patterns.ts';
import { pointer, type Fault } from './problems.ts';
import type { Member } from './registry.ts';
import { unstorable } from './unstorable.ts';

type Check = (value: unknown, path: string) => Fault | undefined;

const formatsByName: ReadonlyMap<unknown, Format> = new Map(Object.entries(formats));

/** The formats of numbers that are written as strings. */
const numberFormats: ReadonlySet<unknown> = new Set(
  allColumnTypes.filter(({ numberForm }) => numberForm !== undefined).map(({ textForm }) => textForm?.format),
);

/**
 * Formats whose patterns come from the model and are matched with a time limit (patterns.ts); other patterns are ours
 * and fast.
 */
const modelFormats: ReadonlySet<unknown> = new Set([undefined, 'email', 'uri']);

/** Uses Unicode mode if the pattern is valid in it; many patterns were written without it in mind. */
const toRegExp = (pattern: string): RegExp => {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
};

const patternOf = (schema: TSchema): RegExp | undefined =>
  'pattern' in schema && typeof schema.pattern === 'string' ? toRegExp(schema.pattern) : undefined;

const lengthFault = (text: string, minLength: number, maxLength: number): string | undefined => {
  if (text.length < minLength || (minLength > 0 && [...text].length < minLength)) {
    return `must have at least ${minLength} characters`;
  }
  const isTooLong = text.length > 2 * maxLength || (text.length > maxLength && [...text].length > maxLength);
  return isTooLong ? `must have at most ${maxLength} characters` : undefined;
};

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** Compares exactly, digit by digit; false if there is no bound. */
const isBelow = (left: unknown, right: unknown): boolean => {
  const [one, other] = [left, right].map((text) => (typeof text === 'string' ? readDecimal(text) : undefined));
  return one !== undefined && other !== undefined && compareDecimals(one, other) < 0;
};

/**
 * Strings are validated here instead of by TypeBox: SQL counts code points but TypeBox graphemes, formats must be as
 * strict as the columns, and numbers written as strings have bounds.
 */
const textCheck = (schema: TSchema): Check => {
  const options: Readonly<Record<string, unknown>> = { ...schema };
  const format = formatsByName.get(options['format']);
  const minLength = numberOr(options['minLength'], 0);
  const maxLength = numberOr(options['maxLength'], Number.POSITIVE_INFINITY);
  const { minimum, maximum } = options;
  const isNumber = numberFormats.has(options['format']);
  const pattern = isNumber ? patternOf(schema) : undefined;
  const noText = isNumber ? 'must be a number as a string, or an exact JSON number' : 'must be a string';
  const faultOf = (text: string): string | undefined => {
    const length = lengthFault(text, minLength, maxLength);
    if (length !== undefined) return length;
    if (format !== undefined && !format.matches(text)) return `must be ${format.expected}`;
    if (pattern !== undefined && !pattern.test(text)) return `must match ${pattern.source}`;
    if (isBelow(text, minimum)) return `must be at least ${minimum}`;
    return isBelow(maximum, text) ? `must be at most ${maximum}` : undefined;
  };
  return (value, path) => {
    const message = typeof value === 'string' ? faultOf(value) : noText;
    return message === undefined ? undefined : { path, message };
  };
};

const otherCheck = (schema: TSchema): Check => {
  const validator = Compile(schema);
  return (value, path) => {
    if (validator.Check(value)) return undefined;
    const [error] = validator.Errors(value);
    if (error === undefined) return { path, message: 'is not valid' };
    const message =
      error.keyword === 'enum'
        ? `must be one of ${error.params.allowedValues.map((label) => JSON.stringify(label)).join(', ')}`
        : error.message;
    return { path: path + error.instancePath, message };
  };
};

const listCheck =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return { path, message: 'must be an array' };
    for (const [index, item] of value.entries()) {
      const fault = item === null ? undefined : check(item, path + pointer(index));
      if (fault !== undefined) return fault;
    }
    return undefined;
  };

const scalarCheck = (schema: TSchema): Check => (Type.IsString(schema) ? textCheck(schema) : otherCheck(schema));

/** The element schema of an array that was made by `list`. */
const itemOf = (schema: TSchema): TSchema | undefined => {
  if (!Type.IsArray(schema) || !Type.IsUnion(schema.items)) return undefined;
  return schema.items.anyOf[0];
};

const checks = new WeakMap<TSchema, Check>();

const checkOf = (schema: TSchema): Check => {
  const known = checks.get(schema);
  if (known !== undefined) return known;
  const item = itemOf(schema);
  const check = item === undefined ? scalarCheck(schema) : listCheck(scalarCheck(item));
  checks.set(schema, check);
  return check;
};

/** Validates a value that is not null. */
export const valueFault = (value: unknown, member: Pick<Member, 'name' | 'schema' | 'type'>): Fault | undefined => {
  const path = pointer(member.name);
  return unstorable(value, path) ?? checkOf(member.schema)(value, path) ?? roundingFault(value, member);
};

const modelPatterns = new WeakMap<TSchema, RegExp | undefined>();

/** The pattern check of a valid text; undefined if the field has no pattern. Arrays have none either. */
export const patternCheck = (
  text: unknown,
  { name, schema }: Pick<Member, 'name' | 'schema'>,
): PatternCheck | undefined => {
  if (typeof text !== 'string' || !modelFormats.has('format' in schema ? schema.format : undefined)) return undefined;
  if (!modelPatterns.has(schema)) modelPatterns.set(schema, patternOf(schema));
  const pattern = modelPatterns.get(schema);
  return pattern === undefined ? undefined : { pattern, text, path: pointer(name) };
};
