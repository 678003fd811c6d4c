import type { SQL } from 'drizzle-orm';
import type { FormatName } from '../formats.ts';
import type { Operator } from './operators.ts';

/** A schema of the OpenAPI document. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a column says of its values beside their type. */
export interface ColumnRules {
  /** Of an enum. */
  readonly labels: readonly string[] | undefined;
  /** Digits of a second that a time or an interval keeps. */
  readonly secondDigits: number | undefined;
}

/** A text of a URL as the text that PostgreSQL reads; or what is wrong with it, as "must …". */
export type UrlReading = { readonly value: string } | { readonly fault: string };

/** How PostgreSQL writes values for an answer, so that it neither loses digits nor pads nor breaks lines. */
export interface Answered {
  /** A column as the text of its JSON value. */
  readonly scalar: (ref: SQL) => SQL;
  /** The same for an array. */
  readonly list: (ref: SQL) => SQL;
  /** A key column as the text that stands in a URL: that of its JSON value. */
  readonly key: (ref: SQL) => SQL;
}

/** The form that the texts of a type have. */
export interface TextForm {
  readonly format: FormatName;
  /**
   * What the document says in its place, where that name would mean something else: names that JSON Schema defines are
   * used where every value is one. The other names are of OpenAPI's registry, or have a pattern.
   */
  readonly documented: Schema;
}

/** For types whose values are texts of digits, and that take JSON numbers as well. */
export interface NumberForm {
  /** Says so in the document. */
  readonly note: string;
  /** The JSON numbers that a column of this SQL type takes. */
  readonly schema: (sqlType: string) => Schema;
}

/** For types that can hold the subject of a token. */
export interface SubjectForm {
  /**
   * Whether a subject is spelled as the API reads it back: `007` would become 7, upper case in a UUID lower case, and
   * `char(8)` loses blanks at the end.
   */
  readonly isSpelledAsStored: (subject: string) => boolean;
  /** A subject as the value of the field that holds it. */
  readonly value: (subject: string) => string | number;
}

/**
 * What the API does with the values of a column type, or with the elements of an array of it. Every member is said for
 * every type, so that none is forgotten.
 */
export interface ColumnTypeDescription {
  /** The type to cast a text to; without a length, because a cast would silently cut a longer value. */
  readonly cast: string;
  /** A wider type to compare a text of a URL in, so that a number too large for the column is just not found. */
  readonly comparedAs: string | undefined;
  /** Whether a cast with the column's modifier refuses values, as `numeric(12, 2)` does, and does not change them. */
  readonly modifierRefuses: boolean;
  /** Whether the modifier counts the digits of a second. */
  readonly hasSeconds: boolean;
  readonly textForm: TextForm | undefined;
  readonly numberForm: NumberForm | undefined;
  readonly subjectForm: SubjectForm | undefined;
  /** The value that a member of a JSON body stands for: numbers of exact types become texts. */
  readonly normalise: (value: unknown) => unknown;
  /** What the column would silently change about a text of the right form, as "must …"; undefined: nothing. */
  readonly change: (text: string, rules: ColumnRules) => string | undefined;
  /** A value of a body as the text that PostgreSQL reads. */
  readonly sqlText: (value: unknown) => string;
  readonly answered: Answered;
  readonly readUrl: (text: string, rules: ColumnRules) => UrlReading;
  /** The texts of a URL that a filter compares with values. */
  readonly urlSchema: (rules: ColumnRules) => Schema;
  readonly operators: readonly Operator[];
  /** The operators of an array. */
  readonly listOperators: readonly Operator[];
  /** What `contains` looks for in a value that is no array: a part of its text, or of its document. */
  readonly contains: 'text' | 'part';
  readonly sorts: boolean;
  /** Whether a default makes up keys, which a row keeps while others may refer to it. */
  readonly makesUpKeys: boolean;
}
