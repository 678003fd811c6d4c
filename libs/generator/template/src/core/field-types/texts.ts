import type { FormatName } from '../formats.ts';
import type { ColumnTypeDescription, Schema, SubjectForm } from './description.ts';
import { containment, operators, ordering } from './operators.ts';
import { asItIs, asSent, asText, checked, nothing, plainText, readFormat, unchanged } from './shared.ts';

const anyText = checked(() => true, '');

/** Texts without padding. */
export const text = (cast: 'text' | 'varchar'): ColumnTypeDescription => ({
  cast,
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: undefined,
  numberForm: undefined,
  subjectForm: unchanged,
  normalise: asSent,
  change: nothing,
  sqlText: plainText,
  answered: asItIs,
  readUrl: anyText,
  urlSchema: () => ({ type: 'string' }),
  operators,
  listOperators: containment,
  contains: 'text',
  sorts: true,
  makesUpKeys: false,
});

/** Texts that PostgreSQL pads with blanks, so that those at the end are lost. */
export const paddedText: ColumnTypeDescription = {
  cast: 'bpchar',
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: undefined,
  numberForm: undefined,
  subjectForm: { isSpelledAsStored: (subject) => !subject.endsWith(' '), value: (subject) => subject },
  normalise: asSent,
  change: (value) => (value.endsWith(' ') ? 'must not end with a blank, which its column does not keep' : undefined),
  sqlText: plainText,
  answered: asText,
  readUrl: anyText,
  urlSchema: () => ({ type: 'string' }),
  operators,
  listOperators: containment,
  contains: 'text',
  sorts: true,
  makesUpKeys: false,
};

/** One of a list of labels, whose order is that of the list; the column names its own type. */
export const label: ColumnTypeDescription = {
  cast: 'text',
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: undefined,
  numberForm: undefined,
  subjectForm: undefined,
  normalise: asSent,
  change: nothing,
  sqlText: plainText,
  answered: asItIs,
  readUrl: checked(
    (value, { labels = [] }) => labels.includes(value),
    ({ labels = [] }) => `one of ${labels.join(', ')}`,
  ),
  urlSchema: ({ labels = [] }) => ({ type: 'string', enum: labels }),
  operators: ordering,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: false,
};

/** For types that spell their letters in lower case. */
export const lowerCase: SubjectForm = {
  isSpelledAsStored: (subject) => subject === subject.toLowerCase(),
  value: (subject) => subject,
};

interface Formatted {
  readonly cast: string;
  readonly format: FormatName;
  readonly documented: Schema;
  readonly subjectForm: SubjectForm | undefined;
  readonly makesUpKeys: boolean;
}

/** Texts of a form that PostgreSQL gives back as they are, and that have an order. */
export const formattedText = (of: Formatted): ColumnTypeDescription => ({
  cast: of.cast,
  comparedAs: undefined,
  modifierRefuses: false,
  hasSeconds: false,
  textForm: { format: of.format, documented: of.documented },
  numberForm: undefined,
  subjectForm: of.subjectForm,
  normalise: asSent,
  change: nothing,
  sqlText: plainText,
  answered: asItIs,
  readUrl: readFormat(of.format),
  urlSchema: () => ({ type: 'string', format: of.format }),
  operators: ordering,
  listOperators: containment,
  contains: 'part',
  sorts: true,
  makesUpKeys: of.makesUpKeys,
});
