import type { ResolvedModel } from '@snapinfra/data-model';
import { none, render, sql, sqlComment, sqlJoin, words, type Code } from '../emit/index.ts';
import type { NameTable } from '../naming/index.ts';
import { addForeignKey, commentStatements, createEnum, createIndex, createTable } from './create-statements.ts';
import { physicalSchemaOf } from './physical-schema-of.ts';
import type { PhysicalSchema } from './physical-schema.ts';

type Sql = Code<'sql'>;

const block = (statements: readonly Sql[], separator: string): Sql =>
  statements.length === 0 ? none : sqlJoin(statements, separator);

/**
 * The statements that make the tables in an empty schema: plain SQL within PostgreSQL 15, each ended by a semicolon,
 * without transaction control, so that a runner sends the file as one query inside of its transaction. Names are not
 * qualified: the tables land where `search_path` says.
 */
export const printInitialMigration = (schema: PhysicalSchema, modelName: string): string => {
  const { enums, tables } = schema;
  const blocks = [
    sqlComment(words`The first migration of ${modelName}: every table of the model.`),
    block(enums.map(createEnum), '\n'),
    block(tables.map(createTable), '\n\n'),
    block(
      tables.flatMap((table) => table.indexes.map((index) => createIndex(table, index))),
      '\n',
    ),
    // After all tables and their keys: foreign keys may form circles.
    block(
      tables.flatMap((table) => table.foreignKeys.map((key) => addForeignKey(table, key))),
      '\n',
    ),
    block(tables.flatMap(commentStatements), '\n'),
  ];
  return render(sql`${sqlJoin(blocks, '\n\n')}`);
};

/** The first migration of a model. */
export const initialMigration = (input: { readonly model: ResolvedModel; readonly names: NameTable }): string =>
  printInitialMigration(physicalSchemaOf(input), input.model.name);
