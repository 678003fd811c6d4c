import { formats, type FormatName, fractionDigits, secondDigits } from '../values/formats.ts';
import {
  comparisons,
  expected,
  type DefaultFunction,
  type FieldTypeDescription,
  type LiteralReading,
} from './description.ts';

interface Clock<Key extends string> {
  readonly keyType: Key;
  /** The format of its texts. */
  readonly format: FormatName;
  /** PostgreSQL's name of the type, before and after the number of digits. */
  readonly words: readonly [string, string];
  readonly samples: readonly [string, string, ...string[]];
  readonly badTexts: readonly string[];
  readonly defaultFunctions: readonly DefaultFunction[];
}

const readSeconds = (value: unknown, name: FormatName, precision = secondDigits): LiteralReading => {
  const { matches, expected: form } = formats[name];
  if (typeof value !== 'string' || !matches(value)) return expected(form);
  if (fractionDigits(value) <= precision) return { value };
  return expected(
    precision === 0 ? `${form}, in whole seconds` : `${form}, with ${precision} digits of a second at most`,
  );
};

/** A time, a moment or an interval: a text with seconds, whose digits the column limits. */
export const clock = <const Key extends string>(of: Clock<Key>): FieldTypeDescription<Key> => ({
  keyType: of.keyType,
  json: 'text',
  formatType: ({ precision }) => of.words.join(precision === undefined ? '' : `(${precision})`),
  hasEquality: true,
  hasOrder: true,
  isSortable: true,
  operators: comparisons,
  samples: of.samples,
  badTexts: of.badTexts,
  cannotBeIndexed: undefined,
  cannotBePrimary: undefined,
  cannotBeForeignKey: undefined,
  hasParts: false,
  holdsSubjects: false,
  hasSequence: false,
  members: ['precision'],
  precision: 'seconds',
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: undefined,
  defaultFunctions: of.defaultFunctions,
  range: undefined,
  readLiteral: (value, { precision }) => readSeconds(value, of.format, precision),
});
