import { dataModelLimits } from '../data-model-limits.ts';
import { characterCount, isStorable } from '../text.ts';
import { formats, type FormatName } from '../values/formats.ts';
import {
  comparisons,
  expected,
  searches,
  type DefaultFunction,
  type FieldTypeDescription,
  type JsonForm,
  type LiteralReading,
  type ValueRules,
} from './description.ts';

/** The longest default, in characters. */
export const longestLiteral = dataModelLimits.defaultLength;

interface Text {
  /** The format that the type implies: `email` is a text with the format `email`. */
  readonly format?: 'email' | 'url';
  /** PostgreSQL's name of the type without a length. */
  readonly endless: 'text' | 'character varying';
}

const plainSamples = ["it's", '', ' x ', 'é👩‍👩‍👧', String.raw`{"a",\b}`];
const formattedSamples = {
  email: ['someone@example.com', "o'neil+tag@a-b.example"],
  url: ['https://example.com', 'https://example.org/a?b=c#d'],
} as const;

const formatFault = (text: string, format: string | undefined): string | undefined => {
  if (format === 'email') return formats.email.matches(text) ? undefined : 'an e-mail address';
  if (format !== 'url' && format !== 'file') return undefined;
  return formats.uri.matches(text) ? undefined : 'a URL with http or https';
};

/** The field's pattern is not tried: a slow pattern must not run where models are checked. */
const readText = (value: unknown, rules: ValueRules, columnLength: number, format?: string): LiteralReading => {
  if (typeof value !== 'string') return expected('a text');
  if (!isStorable(value)) return expected('a text without NUL characters');
  const length = characterCount(value);
  const longest = Math.min(columnLength, rules.maxLength ?? longestLiteral);
  if (length > longest) return expected(`a text of at most ${longest} characters`);
  if (length < (rules.minLength ?? 0)) return expected(`a text of at least ${rules.minLength} characters`);
  const fault = formatFault(value, rules.format ?? format);
  return fault === undefined ? { value } : expected(fault);
};

const members = ['length', 'minLength', 'maxLength', 'pattern', 'format'] as const;

/** `text`, or `varchar(n)` with a length. */
export const text = ({ format, endless }: Text): FieldTypeDescription<'text'> => ({
  keyType: 'text',
  json: 'text',
  formatType: ({ length }) => (length === undefined ? endless : `character varying(${length})`),
  hasEquality: true,
  hasOrder: true,
  isSortable: true,
  operators: searches,
  samples: format === undefined ? plainSamples : formattedSamples[format],
  badTexts: [],
  cannotBeIndexed: undefined,
  cannotBePrimary: undefined,
  cannotBeForeignKey: undefined,
  hasParts: false,
  holdsSubjects: true,
  hasSequence: false,
  members,
  precision: undefined,
  ownFormat: format,
  usualLength: undefined,
  cannotHaveDefault: undefined,
  defaultFunctions: [],
  range: undefined,
  readLiteral: (value, rules) => readText(value, rules, rules.length ?? longestLiteral, format),
});

/** `char(n)`, which drops blanks at the end. */
export const paddedText: FieldTypeDescription<'char'> = {
  keyType: 'char',
  json: 'text',
  formatType: ({ length = 1 }) => `character(${length})`,
  hasEquality: true,
  hasOrder: true,
  isSortable: true,
  operators: searches,
  samples: ['x', 'é', '%'],
  badTexts: [],
  cannotBeIndexed: undefined,
  cannotBePrimary: undefined,
  cannotBeForeignKey: undefined,
  hasParts: false,
  holdsSubjects: true,
  hasSequence: false,
  members,
  precision: undefined,
  ownFormat: undefined,
  usualLength: 1,
  cannotHaveDefault: undefined,
  defaultFunctions: [],
  range: undefined,
  readLiteral: (value, rules) => {
    const reading = readText(value, rules, rules.length ?? 1);
    const isCut = 'value' in reading && String(reading.value).endsWith(' ');
    return isCut ? expected('a text without a blank at its end, which char drops') : reading;
  },
};

interface Formatted<Key extends string> {
  readonly keyType: Key;
  /** The format of its texts. */
  readonly format: FormatName;
  readonly json: JsonForm & ('text' | 'bytes');
  readonly samples: readonly [string, string, ...string[]];
  readonly badTexts: readonly string[];
  readonly holdsSubjects: boolean;
  readonly defaultFunctions: readonly DefaultFunction[];
}

/** Reads a text of a format. */
export const readFormatted = (value: unknown, format: FormatName): LiteralReading => {
  const { matches, expected: form } = formats[format];
  return typeof value === 'string' && matches(value) ? { value } : expected(form);
};

/** A type whose values are texts of a certain form, such as `uuid`. */
export const formattedText = <const Key extends string>(of: Formatted<Key>): FieldTypeDescription<Key> => ({
  keyType: of.keyType,
  json: of.json,
  formatType: () => of.keyType,
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
  holdsSubjects: of.holdsSubjects,
  hasSequence: false,
  members: [],
  precision: undefined,
  ownFormat: undefined,
  usualLength: undefined,
  cannotHaveDefault: undefined,
  defaultFunctions: of.defaultFunctions,
  range: undefined,
  readLiteral: (value) => readFormatted(value, of.format),
});
