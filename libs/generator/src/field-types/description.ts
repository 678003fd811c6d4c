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

/** What the tests of a project know of a type beside what the data model says of it. */
export type TestedType = FormModel & Pick<TypeModel, 'rare'>;

/**
 * What the generator needs to know of a field type beside what the data model says of it. Everything is about one value:
 * of an array, about an element.
 */
export interface GeneratorFieldType {
  /** The type in SQL, with its parameters: one that a project serves, so that a type without an entry there does not compile. */
  readonly sqlType: (column: ResolvedColumn, names: ColumnNames) => SqlType;
  /** A resolved literal as the text that PostgreSQL's input function of the type reads. */
  readonly inputText: (value: unknown) => string;
  /** A resolved literal as a constant that may stand as the column's default. */
  readonly sqlConstant: (value: unknown) => Sql;
  /** The call of Drizzle's builder; `name` is the column's, as a literal. */
  readonly builder: (name: Ts, column: ResolvedColumn, names: ColumnNames) => Ts;
  /** A resolved literal as a value of the type that Drizzle has for the column. */
  readonly tsConstant: (value: unknown) => Ts;
  /** The TypeBox expression of a value; `shared` is what any schema may have. */
  readonly schema: (column: ResolvedColumn, shared: Options) => Ts;
  /** A value that shows how the field looks in JSON, within the column's bounds and lengths. */
  readonly example: (column: ResolvedColumn, samples: PatternSamples) => unknown;
  /** Its place among the types that may refer to one another; a value of the narrowest suits them all. */
  readonly narrowness: number;
  /** What the tests of a project know of the type: how they make its values, and what they expect of them. */
  readonly tests: TestedType;
}

/** The same of a column, whose values may be something else than its type says: a password's are hashes. */
export type ColumnFieldType = Omit<GeneratorFieldType, 'tests'>;
