import { Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { formats, isStorable } from './formats.ts';
import { limits } from './limits.ts';
import type { PatternCheck } from './patterns.ts';
import { pointer, type Fault } from './problems.ts';
import type { Member } from './registry.ts';
import type { Family } from './sql-types.ts';

type Check = (value: unknown, path: string) => Fault | undefined;

const tooDeep = `must not be nested deeper than ${limits.jsonDepth} levels`;

/** Descends without a path: it is put together on the way back from a fault, as most values have none. */
const faultWithin = (value: unknown, depth: number): Fault | undefined => {
  if (typeof value === 'string') {
    return isStorable(value) ? undefined : { path: '', message: 'must not contain NUL or half a surrogate pair' };
  }
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return undefined;
    return { path: '', message: 'must be a number that fits into 64 bits of floating point' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === limits.jsonDepth) return { path: '', message: tooDeep };
  return Array.isArray(value) ? faultOfItems(value, depth) : faultOfMembers(value, depth);
};

const faultAt = (name: string | number, { path, message }: Fault): Fault => ({ path: pointer(name) + path, message });

const faultOfItems = (items: readonly unknown[], depth: number): Fault | undefined => {
  for (let index = 0; index < items.length; index += 1) {
    const fault = faultWithin(items[index], depth + 1);
    if (fault !== undefined) return faultAt(index, fault);
  }
  return undefined;
};

const faultOfMembers = (members: object, depth: number): Fault | undefined => {
  for (const [name, inner] of Object.entries(members)) {
    if (!isStorable(name)) return { path: '', message: 'must not have a member whose name contains NUL' };
    const fault = faultWithin(inner, depth + 1);
    if (fault !== undefined) return faultAt(name, fault);
  }
  return undefined;
};

/** What no column can hold, wherever it stands: NUL, lone surrogates, numbers beyond double, bottomless nesting. */
export const unstorable = (value: unknown, path: string): Fault | undefined => {
  const fault = faultWithin(value, 0);
  if (fault === undefined) return undefined;
  return { path: fault.message === tooDeep ? path : path + fault.path, message: fault.message };
};

/** The patterns of numbers are ours, and quick; those of the model are compared in a body's own time: see patterns.ts. */
const isNumberFormat = (format: unknown): boolean => format === 'int64' || format === 'decimal';

/** Unicode mode where the pattern is one, as most patterns were written without thinking of it. */
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

/**
 * Texts are checked here and not by TypeBox: SQL counts code points where TypeBox counts graphemes, formats are as
 * strict as the columns need, and numbers that are written as texts have a range.
 */
const textCheck = (schema: TSchema): Check => {
  const options: Readonly<Record<string, unknown>> = { ...schema };
  const format = formats.get(String(options['format']));
  const minLength = numberOr(options['minLength'], 0);
  const maxLength = numberOr(options['maxLength'], Number.POSITIVE_INFINITY);
  const minimum = numberOr(options['minimum'], Number.NEGATIVE_INFINITY);
  const maximum = numberOr(options['maximum'], Number.POSITIVE_INFINITY);
  const isNumber = isNumberFormat(options['format']);
  const pattern = isNumber ? patternOf(schema) : undefined;
  const noText = isNumber ? 'must be a number written as a string, or a JSON number that is exact' : 'must be a string';
  const faultOf = (text: string): string | undefined => {
    const length = lengthFault(text, minLength, maxLength);
    if (length !== undefined) return length;
    if (format !== undefined && !format.matches(text)) return format.message;
    if (pattern !== undefined && !pattern.test(text)) return `must match ${pattern.source}`;
    if (isNumber && Number(text) < minimum) return `must be at least ${minimum}`;
    if (isNumber && Number(text) > maximum) return `must be at most ${maximum}`;
    return undefined;
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

/** The schema of an array's elements, which `List` made. */
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

const significantDigits = 15;

/** 64-bit integers and decimals may come as JSON numbers as long as those are exact. */
const exactText = (value: unknown, family: Family): unknown => {
  if (typeof value !== 'number') return value;
  const text = Object.is(value, -0) ? '0' : String(value);
  if (family === 'bigint') return Number.isSafeInteger(value) ? text : value;
  return !text.includes('e') && text.replace(/[-.]/g, '').length <= significantDigits ? text : value;
};

/** What a value of the body is stored as; numbers that stand for exact ones become texts. */
export const normalise = (value: unknown, { type }: Member): unknown => {
  if (type.family !== 'bigint' && type.family !== 'numeric') return value;
  return Array.isArray(value) ? value.map((item) => exactText(item, type.family)) : exactText(value, type.family);
};

/** What is wrong with a value that is not null. */
export const valueFault = (value: unknown, member: Pick<Member, 'name' | 'schema'>): Fault | undefined => {
  const path = pointer(member.name);
  return unstorable(value, path) ?? checkOf(member.schema)(value, path);
};

const modelPatterns = new WeakMap<TSchema, RegExp | undefined>();

/** The field's pattern, for a text without other faults; undefined where it has none. Arrays have none either. */
export const patternCheck = (
  text: unknown,
  { name, schema }: Pick<Member, 'name' | 'schema'>,
): PatternCheck | undefined => {
  if (typeof text !== 'string' || ('format' in schema && isNumberFormat(schema.format))) return undefined;
  if (!modelPatterns.has(schema)) modelPatterns.set(schema, patternOf(schema));
  const pattern = modelPatterns.get(schema);
  return pattern === undefined ? undefined : { pattern, text, path: pointer(name) };
};
