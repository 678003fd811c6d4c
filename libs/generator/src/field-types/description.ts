import type { ResolvedColumn } from '@snapinfra/data-model';
import type { Code } from '../emit/index.ts';
import type { columnTypes } from '../../template/src/core/field-types/index.ts';
import type { FormatName } from '../../template/src/core/formats.ts';
import type { FormModel, TypeModel } from '../../template/test/support/model.ts';
import type { PatternSamples } from '../expectations/pattern-samples.ts';
import type { ColumnNames } from '../naming/index.ts';

export type Sql = Code<'sql'>;
export type Ts = Code<'ts'>;
/** Options of a TypeBox schema; those that are undefined are left out. */
export type Options = Readonly<Record<string, unknown>>;

/** The types that a project serves, by the names that SQL has for them, without parameters. */
export type ColumnTypeName = keyof typeof columnTypes;

/** A column's type in SQL. The migration declares the type of an enum, under a name of its own. */
export type SqlType =
  | { readonly name: Exclude<ColumnTypeName, 'enum'>; readonly parameters: readonly number[] }
  | { readonly name: 'enum'; readonly declaredAs: string };

/** A type whose values are texts of a format with the same name. */
export type FormattedTypeName = Exclude<ColumnTypeName, 'enum'> & FormatName;

/** The facts about a type that a project's tests need beside those of the data model. */
export type TestedType = FormModel & Pick<TypeModel, 'rare'>;

/**
 * The facts about a field type that the generator needs beside those of the data model. All of them are about a single
 * value, or about one element of an array.
 */
export interface GeneratorFieldType {
  /** The type in SQL, with its parameters. A type without an entry in the template's `columnTypes` does not compile. */
  readonly sqlType: (column: ResolvedColumn, names: ColumnNames) => SqlType;
  /** A resolved literal as the text that PostgreSQL's input function of the type reads. */
  readonly inputText: (value: unknown) => string;
  /** A resolved literal as a constant that may stand as the column's default: a text is written in quotes. */
  readonly sqlConstant: (value: unknown) => string | number | boolean;
  /** The call of Drizzle's builder; `name` is the column's, as a literal. */
  readonly builder: (name: Ts, column: ResolvedColumn, names: ColumnNames) => Ts;
  /** A resolved literal as a value of the type that Drizzle has for the column. */
  readonly tsConstant: (value: unknown) => Ts;
  /** The TypeBox expression of a value; `shared` are options that any schema may have. */
  readonly schema: (column: ResolvedColumn, shared: Options) => Ts;
  /** A value that shows how the field looks in JSON, within the column's bounds and lengths. */
  readonly example: (column: ResolvedColumn, samples: PatternSamples) => unknown;
  /** Its rank among the types that may refer to one another: a value of the lowest rank suits them all. */
  readonly narrowness: number;
  /** How the tests of a project make values of the type, and their expectations of them. */
  readonly tests: TestedType;
}

/** The same for a column, whose values may not be those of its type: a password is stored as a hash. */
export type ColumnFieldType = Omit<GeneratorFieldType, 'tests'>;
