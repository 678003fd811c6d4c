import type { Rename, SchemaState } from '../../src/schema-changes/index.ts';
import type { ModelEditor } from './edit-model.ts';

/** SQL names of what the model has before a step. */
export interface SqlNames {
  readonly table: (name: string) => string;
  readonly column: (table: string, field: string) => string;
}

/** One change of a model, with rows that it fails on at first. */
export interface ChainStep {
  readonly title: string;
  readonly edit: (model: ModelEditor) => void;
  readonly renames?: readonly Rename[];
  /** What the database has that the migration is refused for, and how it is put right. */
  readonly spoiled?: {
    /** Undefined where every filled table is refused. */
    readonly by?: (names: SqlNames) => string;
    /** What the message counts; `count` tells how many. */
    readonly refusal: RegExp;
    readonly count: (names: SqlNames) => string;
    /** Either of the two: rows are put right, or the model is changed otherwise. */
    readonly fixedBy?: (names: SqlNames) => string;
    readonly editedInstead?: (model: ModelEditor) => void;
  };
  /** Fields whose values are written otherwise. */
  readonly touches?: readonly string[];
  /** A query with one column, `met`, by the names after the step. */
  readonly holds?: (names: SqlNames) => string;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const found = <T>(thing: T | undefined, what: string): T => {
  if (thing === undefined) throw new Error(`the schema has no ${what}`);
  return thing;
};

export const namesOf = ({ physical }: SchemaState): SqlNames => {
  const tableOf = (name: string) =>
    found(
      physical.tables.find((table) => table.name === name),
      name,
    );
  return {
    table: (name) => quote(tableOf(name).sqlName),
    column: (table, field) =>
      quote(
        found(
          tableOf(table).columns.find(({ name }) => name === field),
          `${table}.${field}`,
        ).sqlName,
      ),
  };
};
