import { decimalText, readDecimal } from '../decimals.ts';
import { isBeyondDouble, isRawNumber, numberText } from '../json-source.ts';
import type { ColumnTypeDescription, Schema, SubjectForm } from './description.ts';
import { containment, ordering } from './operators.ts';
import { asItIs, asSent, asText, checked, nothing, readFormat } from './shared.ts';

const wholeNumber = /^(0|-?[1-9]\d{0,18})$/;
const wholeSubject = (value: SubjectForm['value']): SubjectForm => ({
  isSpelledAsStored: (subject) => wholeNumber.test(subject),
  value,
});

/** JavaScript writes -0 as 0. */
const numberSqlText = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));

const shortInteger = /^-?\d{1,18}$/;

/** Whole numbers that a JSON number holds. */
export const shortWhole = (cast: 'smallint' | 'integer'): ColumnTypeDescription => ({
  cast,
  comparedAs: 'bigint',
  modifierRefuses: false,
  hasSeconds: false,
  textForm: undefined,
  numberForm: undefined,
  subjectForm: wholeSubject(Number),
  normalise: asSent,
  change: nothing,
  sqlText: numberSqlText,
  answered: asItIs,
  readUrl: checked((text) => shortInteger.test(text), 'a whole number'),
  urlSchema: () => ({ type: 'string', pattern: shortInteger.source }),
  operators: ordering,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: false,
});

/** Numbers that are texts of digits; a JSON number counts as what its digits say. */
const digitsOf = (value: unknown): unknown => {
  const text = numberText(value);
  const read = text === undefined ? undefined : readDecimal(text);
  return read === undefined ? value : decimalText(read);
};

/** Whole numbers of 64 bits. */
export const longWhole: ColumnTypeDescription = {
  cast: 'bigint',
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: { format: 'int64', documented: {} },
  numberForm: {
    note: 'A whole number of 64 bits as a string; a JSON number is taken as what its digits say.',
    schema: () => ({ type: 'integer', minimum: -(2 ** 63), exclusiveMaximum: 2 ** 63 }),
  },
  subjectForm: wholeSubject((subject) => subject),
  normalise: digitsOf,
  change: nothing,
  sqlText: numberSqlText,
  answered: asText,
  readUrl: readFormat('int64'),
  urlSchema: () => ({ type: 'string', format: 'int64', pattern: String.raw`^-?\d{1,19}$` }),
  operators: ordering,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: false,
};

/** What a JSON number may be at most for `numeric(12, 2)`: no power of ten is rounded. */
const numericReach = (sqlType: string): Schema => {
  const [, precision, scale = 0] = /\((\d+)(?:, ?(\d+))?\)/.exec(sqlType) ?? [];
  const most = 10 ** (Number(precision) - Number(scale));
  const isKnown = precision !== undefined && Number.isFinite(most);
  return { type: 'number', ...(isKnown ? { exclusiveMinimum: -most, exclusiveMaximum: most } : {}) };
};

/** Decimal numbers. */
export const exactNumber: ColumnTypeDescription = {
  cast: 'numeric',
  comparedAs: undefined,
  modifierRefuses: true,
  hasSeconds: false,
  textForm: { format: 'decimal', documented: {} },
  numberForm: {
    note: 'A decimal number as a string, exact; a JSON number is taken as what its digits say.',
    schema: numericReach,
  },
  subjectForm: undefined,
  normalise: digitsOf,
  change: nothing,
  sqlText: numberSqlText,
  answered: asText,
  readUrl: readFormat('decimal'),
  urlSchema: () => ({ type: 'string', format: 'decimal', pattern: String.raw`^-?\d+(\.\d+)?$` }),
  operators: ordering,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: false,
};

const floatText = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/** Numbers beyond what the column can hold are not compared with it: PostgreSQL refuses to read them. */
const isFloat = (text: string, nearest: (value: number) => number): boolean => {
  const value = nearest(Number(text));
  return floatText.test(text) && Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(text.replace(/e.*/i, '')));
};

/** Floating point; `nearest` is the number of the column that comes nearest. */
export const floatingNumber = (
  cast: 'real' | 'double precision',
  nearest: (value: number) => number,
): ColumnTypeDescription => ({
  cast,
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: undefined,
  numberForm: undefined,
  subjectForm: undefined,
  normalise: (value) => (isRawNumber(value) && !isBeyondDouble(value) ? Number(numberText(value)) : value),
  change: nothing,
  sqlText: numberSqlText,
  answered: asItIs,
  readUrl: checked((text) => isFloat(text, nearest), 'a number'),
  urlSchema: () => ({ type: 'string', pattern: String.raw`^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$` }),
  operators: ordering,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: false,
});
