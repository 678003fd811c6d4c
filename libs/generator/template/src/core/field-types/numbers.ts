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

/** `String(-0)` is '0'. */
const numberSqlText = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));

const shortInteger = /^-?\d{1,18}$/;

/** Integers that a JSON number can represent exactly. */
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

/** Converts a JSON number to the digit string of an exact type, digit by digit. */
const digitsOf = (value: unknown): unknown => {
  const text = numberText(value);
  const read = text === undefined ? undefined : readDecimal(text);
  return read === undefined ? value : decimalText(read);
};

/** 64-bit integers. */
export const longWhole: ColumnTypeDescription = {
  cast: 'bigint',
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: { format: 'int64', documented: {} },
  numberForm: {
    note: 'A 64-bit integer as a string. A JSON number is accepted and read digit by digit.',
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

/**
 * The exclusive bounds of JSON numbers for a type such as `numeric(12, 2)`. Powers of ten are written without rounding.
 */
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
    note: 'An exact decimal number as a string. A JSON number is accepted and read digit by digit.',
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

/** Rejects numbers that overflow or underflow the column's type, which PostgreSQL cannot read. */
const isFloat = (text: string, nearest: (value: number) => number): boolean => {
  const value = nearest(Number(text));
  return floatText.test(text) && Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(text.replace(/e.*/i, '')));
};

/** Floating point; `nearest` rounds to the precision of the column. */
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
