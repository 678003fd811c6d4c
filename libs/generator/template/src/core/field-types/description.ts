import type { SQL } from 'drizzle-orm';
import type { FormatName } from '../formats.ts';
import type { Operator } from './operators.ts';

/** A schema of the OpenAPI document. */
export type Schema = Readonly<Record<string, unknown>>;

/** Rules of a column beyond its type. */
export interface ColumnRules {
  /** The labels of an enum. */
  readonly labels: readonly string[] | undefined;
  /** Fractional second digits that a time or an interval keeps. */
  readonly secondDigits: number | undefined;
}

/** A value of the URL in PostgreSQL's text format, or what is wrong with it, as "must …". */
export type UrlReading = { readonly value: string } | { readonly fault: string };

/** How PostgreSQL converts values for a response, without losing digits, padding or line breaks being added. */
export interface Answered {
  /** A column as JSON text. */
  readonly scalar: (ref: SQL) => SQL;
  /** The same for an array. */
  readonly list: (ref: SQL) => SQL;
  /** A key column as the text in a URL: its JSON value without quotes. */
  readonly key: (ref: SQL) => SQL;
}

/** The format of a type whose values are strings. */
export interface TextForm {
  readonly format: FormatName;
  /**
   * The keywords for the OpenAPI document. A format of JSON Schema is only used if every value of the type is valid for
   * it; otherwise the document names a format of OpenAPI's registry, or a format of our own together with a pattern.
   */
  readonly documented: Schema;
}

/** For types whose values are digit strings, and that accept JSON numbers as well. */
export interface NumberForm {
  /** The description in the OpenAPI document. */
  readonly note: string;
  /** The JSON numbers that a column of this SQL type accepts. */
  readonly schema: (sqlType: string) => Schema;
}

/** For types that can hold a token's subject. */
export interface SubjectForm {
  /**
   * Whether a subject is spelled exactly as it is read back. A counterexample is `007`, read back as 7; a UUID in upper
   * case and trailing blanks in `char(8)` are others.
   */
  readonly isSpelledAsStored: (subject: string) => boolean;
  /** A subject as the value of the field that holds it. */
  readonly value: (subject: string) => string | number;
}

/**
 * How the API handles the values of a column type, or the elements of an array of it. No property is optional, so that
 * no type forgets one.
 */
export interface ColumnTypeDescription {
  /** The type to cast a text to, without a length: a cast would silently truncate a longer value. */
  readonly cast: string;
  /** A wider type for comparing values of the URL, so that a number too large for the column is just not found. */
  readonly comparedAs: string | undefined;
  /**
   * Whether a cast with the type modifier fails on values that do not fit, such as `numeric(12, 2)`, instead of
   * changing them.
   */
  readonly modifierRefuses: boolean;
  /** Whether the type modifier is the number of fractional second digits. */
  readonly hasSeconds: boolean;
  readonly textForm: TextForm | undefined;
  readonly numberForm: NumberForm | undefined;
  readonly subjectForm: SubjectForm | undefined;
  /** Converts a value of a JSON body: numbers of exact types become strings. */
  readonly normalise: (value: unknown) => unknown;
  /** A fault, as "must …", if the column would silently change a well-formed text. */
  readonly change: (text: string, rules: ColumnRules) => string | undefined;
  /** A value of a body in PostgreSQL's text format. */
  readonly sqlText: (value: unknown) => string;
  readonly answered: Answered;
  readonly readUrl: (text: string, rules: ColumnRules) => UrlReading;
  /** The schema of a filter value in the URL. */
  readonly urlSchema: (rules: ColumnRules) => Schema;
  readonly operators: readonly Operator[];
  /** The operators of an array. */
  readonly listOperators: readonly Operator[];
  /** How `contains` searches a value that is not an array: as a substring, or as a part of a JSON document. */
  readonly contains: 'text' | 'part';
  readonly sorts: boolean;
  /** Whether a default generates keys (UUIDs), which a row keeps while others may refer to it. */
  readonly makesUpKeys: boolean;
}
