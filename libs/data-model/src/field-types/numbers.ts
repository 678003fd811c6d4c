import { compareDecimals, type Decimal, decimalText, fitsNumeric, readDecimal } from '../values/decimals.ts';
import { formats } from '../values/formats.ts';
import {
  comparisons,
  expected,
  type FieldTypeDescription,
  type LiteralReading,
  type ValueRules,
} from './description.ts';

/** The digits of a number, or of a text that is one; undefined when it is neither. */
const readDigits = (value: unknown): Decimal | undefined => {
  if (typeof value === 'number') return readDecimal(String(value));
  return typeof value === 'string' && formats.decimal.matches(value) ? readDecimal(value) : undefined;
};

const isWithin = (value: Decimal, { minimum, maximum }: ValueRules): boolean => {
  const [least, most] = [minimum, maximum].map((bound) =>
    bound === undefined ? undefined : readDecimal(String(bound)),
  );
  if (least !== undefined && compareDecimals(value, least) < 0) return false;
  return most === undefined || compareDecimals(value, most) <= 0;
};

const withinBounds = ({ minimum, maximum }: ValueRules): LiteralReading =>
  expected(
    `a number${minimum === undefined ? '' : ` of at least ${minimum}`}${maximum === undefined ? '' : ` of at most ${maximum}`}`,
  );

interface Whole<Key extends string> {
  readonly name: string;
  readonly keyType: Key;
  readonly json: 'integer' | 'int64';
  readonly range: readonly [bigint, bigint];
  readonly hasSequence: boolean;
}

/** A whole number: a JSON number, and for 64 bits its digits as a text. Undefined when it is none, or out of range. */
const readInteger = (value: unknown, { json, range: [minimum, maximum] }: Whole<string>): bigint | undefined => {
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value);
  const isText = json === 'int64' && typeof value === 'string' && formats.int64.matches(value);
  if (!isNumber && !isText) return undefined;
  const read = BigInt(value);
  return read >= minimum && read <= maximum ? read : undefined;
};

const inJson = (value: bigint, { json }: Whole<string>): string | number =>
  json === 'int64' ? String(value) : Number(value);

/** `smallint` and the like; `serial` types are integers with a sequence. */
export const wholeNumber = <const Key extends string>(whole: Whole<Key>): FieldTypeDescription<Key> => ({
  keyType: whole.keyType,
  json: whole.json,
  formatType: () => whole.keyType,
  hasEquality: true,
  hasOrder: true,
  isSortable: true,
  operators: comparisons,
  samples: [whole.range[0], 7n, whole.range[1]].map((value) => inJson(value, whole)),
  badTexts: ['twelve', '1.5', '', String(whole.range[1] + 1n)],
  cannotBeIndexed: undefined,
  cannotBePrimary: undefined,
  cannotBeForeignKey: undefined,
  hasParts: false,
  holdsSubjects: true,
  hasSequence: whole.hasSequence,
  members: ['minimum', 'maximum'],
  precision: undefined,
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: whole.hasSequence ? `a ${whole.name} takes its values from its sequence` : undefined,
  defaultFunctions: [],
  range: () => [String(whole.range[0]), String(whole.range[1])],
  readLiteral: (value, rules) => {
    const read = readInteger(value, whole);
    if (read === undefined) return expected(`a whole number in the range of ${whole.name}`);
    const digits = readDigits(String(read));
    if (digits === undefined || !isWithin(digits, rules)) return withinBounds(rules);
    return { value: inJson(read, whole) };
  },
});

const nines = (precision: number, scale: number): string =>
  ['9'.repeat(Math.max(precision - scale, 0)) || '0', ...(scale === 0 ? [] : ['9'.repeat(scale)])].join('.');

const readExact = (value: unknown, rules: ValueRules): LiteralReading => {
  const { precision, scale = 0 } = rules;
  const read = readDigits(value);
  if (read === undefined) return expected('a number, or its digits as a text');
  if (!fitsNumeric(read, precision, scale)) {
    return precision === undefined
      ? expected('a number of at most 1000 digits before its point and 1000 after it')
      : expected(`a number of at most ${precision} digits, ${scale} of them after the point`);
  }
  return isWithin(read, rules) ? { value: decimalText(read) } : withinBounds(rules);
};

/** `numeric(precision, scale)`. */
export const exactNumber: FieldTypeDescription<'numeric'> = {
  keyType: 'numeric',
  json: 'decimal',
  formatType: ({ precision, scale = 0 }) => (precision === undefined ? 'numeric' : `numeric(${precision},${scale})`),
  hasEquality: true,
  hasOrder: true,
  isSortable: true,
  operators: comparisons,
  samples: ['-0.5', '0', '12345678901234567890.0123456789'],
  badTexts: ['twelve', '1,5', ''],
  cannotBeIndexed: undefined,
  cannotBePrimary: undefined,
  cannotBeForeignKey: undefined,
  hasParts: false,
  holdsSubjects: false,
  hasSequence: false,
  members: ['precision', 'scale', 'minimum', 'maximum'],
  precision: 'digits',
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: undefined,
  defaultFunctions: [],
  // Without a precision the limits are PostgreSQL's, beyond any practical bound.
  range: ({ precision, scale = 0 }) => {
    const largest = precision === undefined ? `${'9'.repeat(1000)}.${'9'.repeat(1000)}` : nines(precision, scale);
    return [`-${largest}`, largest];
  },
  readLiteral: readExact,
};

/** As PostgreSQL writes the largest `real`; the nearest one to it is the largest. */
const largestReal = 3.4028235e38;

/** Whether `real` can hold a number: not too large for it, and not so small that it would become zero. */
const fitsReal = (value: number): boolean =>
  Math.abs(value) <= largestReal && (value === 0 || Math.fround(value) !== 0);

/** `real` and `double precision`. */
export const floatingNumber = <const Key extends 'real' | 'double'>(keyType: Key): FieldTypeDescription<Key> => {
  const largest = String(keyType === 'real' ? largestReal : Number.MAX_VALUE);
  return {
    keyType,
    json: 'number',
    formatType: () => (keyType === 'real' ? 'real' : 'double precision'),
    hasEquality: true,
    hasOrder: true,
    isSortable: true,
    operators: comparisons,
    samples: [-1.5, 0, keyType === 'real' ? 1e38 : 1.7e308],
    badTexts: ['twelve', '1e400', ''],
    cannotBeIndexed: undefined,
    cannotBePrimary: undefined,
    cannotBeForeignKey: undefined,
    hasParts: false,
    holdsSubjects: false,
    hasSequence: false,
    members: ['minimum', 'maximum'],
    precision: undefined,
    ownFormat: undefined,
    usualLength: undefined,
    cannotHaveDefault: undefined,
    defaultFunctions: [],
    range: () => [`-${largest}`, largest],
    readLiteral: (value, rules) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return expected('a number');
      if (keyType === 'real' && !fitsReal(value)) return expected('a number in the range of real');
      const { minimum = -Infinity, maximum = Infinity } = rules;
      return value >= Number(minimum) && value <= Number(maximum) ? { value } : withinBounds(rules);
    },
  };
};
