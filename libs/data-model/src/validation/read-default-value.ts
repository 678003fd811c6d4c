import { dataModelLimits, type Field, type FieldType } from '../data-model.schema.ts';
import { isSerial, isText, kindOf } from '../field-kinds.ts';
import type { DefaultFunction, ResolvedDefault } from '../resolved-model.ts';
import { characterCount, isStorable, isStorableJson } from '../text.ts';
import { decimalText, fitsNumeric } from '../values/decimals.ts';
import { isWithin } from './bounds.ts';
import { fitsReal, isEmail, isUrl, readInteger, readNumeric, textFault } from './literals.ts';

const moments: readonly DefaultFunction[] = ['now()', 'current_timestamp', 'current_date'];
const clock: readonly DefaultFunction[] = ['now()', 'current_timestamp'];
const functions: Partial<Record<FieldType, readonly DefaultFunction[]>> = {
  date: moments,
  timestamp: moments,
  timestamptz: moments,
  time: clock,
  timetz: clock,
  uuid: ['gen_random_uuid()'],
};

/** The functions that may stand as the default of a field of this type. */
export const defaultFunctions = (type: FieldType): readonly DefaultFunction[] => functions[type] ?? [];

/** The value in its resolved form, or what was expected instead. */
type Reading = { readonly value: unknown } | { readonly expected: string };

const expect = (expected: string): Reading => ({ expected });

const formatOf = (field: Field): string | undefined =>
  field.format ?? (field.type === 'email' || field.type === 'url' ? field.type : undefined);

const longestText = dataModelLimits.defaultLength;
const mostElements = 1000;

const columnLength = ({ type, length }: Field): number => length ?? (type === 'char' ? 1 : longestText);

/** The field's pattern is not tried: a pattern that takes for ever must not run where a model is checked. */
const readText = (value: unknown, field: Field): Reading => {
  if (typeof value !== 'string') return expect('a text');
  if (!isStorable(value)) return expect('a text without NUL characters');
  const length = characterCount(value);
  const longest = Math.min(columnLength(field), field.maxLength ?? longestText);
  if (length > longest) return expect(`a text of at most ${longest} characters`);
  if (length < (field.minLength ?? 0)) return expect(`a text of at least ${field.minLength} characters`);
  const format = formatOf(field);
  if (format === 'email' && !isEmail(value)) return expect('an e-mail address');
  if ((format === 'url' || format === 'file') && !isUrl(value)) return expect('a URL with http or https');
  if (field.type === 'char' && value.endsWith(' ')) return expect('a text that ends with no blank, which char drops');
  return { value };
};

const bounds = ({ minimum, maximum }: Field): string =>
  [minimum === undefined ? '' : ` of at least ${minimum}`, maximum === undefined ? '' : ` of at most ${maximum}`].join(
    '',
  );

const readWhole = (value: unknown, field: Field): Reading => {
  const read = readInteger(value, field.type);
  if (read === undefined) return expect(`a whole number in the range of ${field.type}`);
  const decimal = readNumeric(String(read));
  if (decimal === undefined || !isWithin(decimal, field)) return expect(`a number${bounds(field)}`);
  return { value: field.type === 'bigint' ? String(read) : Number(read) };
};

const readExact = (value: unknown, field: Field): Reading => {
  const { precision, scale = 0 } = field;
  const read = readNumeric(value);
  if (read === undefined) return expect('a number, or its digits as a text');
  if (!fitsNumeric(read, precision, scale)) {
    return precision === undefined
      ? expect('a number of at most 1000 digits before its point and 1000 after it')
      : expect(`a number of at most ${precision} digits, ${scale} of them after the point`);
  }
  return isWithin(read, field) ? { value: decimalText(read) } : expect(`a number${bounds(field)}`);
};

const readFloating = (value: unknown, field: Field): Reading => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return expect('a number');
  if (field.type === 'real' && !fitsReal(value)) return expect('a number in the range of real');
  const { minimum = -Infinity, maximum = Infinity } = field;
  return value >= Number(minimum) && value <= Number(maximum) ? { value } : expect(`a number${bounds(field)}`);
};

const readNumber = (value: unknown, field: Field): Reading => {
  const kind = kindOf(field.type);
  if (kind === 'integer') return readWhole(value, field);
  return kind === 'numeric' ? readExact(value, field) : readFloating(value, field);
};

const knownLabels = new WeakMap<readonly string[], ReadonlySet<string>>();

/** A list of a thousand labels is not gone through for each of a thousand elements. */
const labelsOf = (enumValues: readonly string[]): ReadonlySet<string> => {
  const labels = knownLabels.get(enumValues) ?? new Set(enumValues);
  knownLabels.set(enumValues, labels);
  return labels;
};

const readElement = (value: unknown, field: Field): Reading => {
  const kind = kindOf(field.type);
  // Before any pattern sees it: two code units at most for each character.
  if (kind !== 'json' && typeof value === 'string' && value.length > 2 * longestText)
    return expect(`a value of at most ${longestText} characters`);
  if (isText(field.type)) return readText(value, field);
  if (kind === 'integer' || kind === 'numeric' || kind === 'floating') return readNumber(value, field);
  if (kind === 'boolean') return typeof value === 'boolean' ? { value } : expect('true or false');
  if (kind === 'json') return isStorableJson(value) ? { value } : expect('JSON without NUL characters');
  if (kind === 'enum') {
    const isLabel = typeof value === 'string' && labelsOf(field.enumValues ?? []).has(value);
    return isLabel ? { value } : expect(`one of its values`);
  }
  if (typeof value !== 'string') return expect(textFault('', field) ?? 'a text');
  const expected = textFault(value, field);
  return expected === undefined ? { value } : expect(expected);
};

const readArray = (value: unknown, field: Field): Reading => {
  if (!Array.isArray(value) || value.length > mostElements) return expect(`a list of at most ${mostElements} values`);
  const elements: unknown[] = [];
  for (const element of value) {
    const reading = element === null ? expect('no null') : readElement(element, field);
    if ('expected' in reading) return expect(`a list of which each entry is ${reading.expected}`);
    elements.push(reading.value);
  }
  return { value: elements };
};

const findFunction = (value: unknown, field: Field): DefaultFunction | undefined => {
  if (typeof value !== 'string' || field.array === true) return undefined;
  const name = value.trim().toLowerCase();
  return defaultFunctions(field.type).find((allowed) => allowed === name);
};

export type DefaultReading =
  | { readonly kind: 'default'; readonly default: ResolvedDefault }
  | { readonly kind: 'not_allowed'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly expected: string };

const looksLikeFunction = (value: unknown): boolean =>
  typeof value === 'string' && /^\s*(current_\w+|local\w+|[a-z_][\w.]*\s*\(.*\))\s*$/is.test(value);

/** What a field's default means, or why it can be none. */
export const readDefaultValue = (field: Field): DefaultReading => {
  const value: unknown = field.default;
  if (isSerial(field.type))
    return { kind: 'not_allowed', reason: `a ${field.type} takes its values from its sequence` };
  if (field.format === 'password') return { kind: 'not_allowed', reason: 'a password has no default' };
  const named = findFunction(value, field);
  if (named !== undefined) return { kind: 'default', default: { kind: 'function', function: named } };
  const reading = field.array === true ? readArray(value, field) : readElement(value, field);
  if ('value' in reading) return { kind: 'default', default: { kind: 'literal', value: reading.value } };
  const allowed = defaultFunctions(field.type);
  if (!isText(field.type) && looksLikeFunction(value)) {
    const list = allowed.length === 0 ? 'no function is allowed' : `allowed are ${allowed.join(', ')}`;
    return { kind: 'not_allowed', reason: `for the type ${field.type}, ${list}` };
  }
  return { kind: 'invalid', expected: [reading.expected, ...allowed].join(', or ') };
};
