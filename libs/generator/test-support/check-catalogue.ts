import type { ResolvedModel } from '@snapinfra/data-model';
import { indexForeignKeys } from '../src/foreign-key-indexes.ts';
import { createNameTable, type NameTable } from '../src/naming/index.ts';
import { initialMigration } from '../src/physical-schema/index.ts';
import { readCatalogue } from './catalogue.ts';
import type { Catalogue, RunQuery } from './catalogue-shape.ts';
import { expectedCatalogue } from './expected-catalogue.ts';
import { expectKeyIndexes } from './expected-key-indexes.ts';
import type { ExpectedNames } from './expected-types.ts';

const expectedNames = (names: NameTable): ExpectedNames => ({
  table: (table) => names.table(table).sqlName,
  column: (table, column) => names.table(table).column(column).sqlName,
  enumType: (table, column) => names.table(table).column(column).enumType?.sqlName ?? 'no enum type',
  deletedAt: (table) => names.table(table).deletedAt?.sqlName ?? 'no soft delete',
});

export interface Database {
  readonly query: RunQuery;
  /** Runs several statements. */
  exec(text: string): Promise<unknown>;
}

/** The first migration as a project with these options has it. */
export const migrationOf = (resolved: ResolvedModel, options: { readonly indexForeignKeys?: boolean } = {}): string => {
  const model = options.indexForeignKeys === true ? indexForeignKeys(resolved).model : resolved;
  return initialMigration({ model, names: createNameTable(model) });
};

/** Migrates an emptied schema and gives what it has and what the model says that it should have. */
export const migrateAndRead = async (
  database: Database,
  model: ResolvedModel,
  migration = migrationOf(model),
  options: { readonly indexForeignKeys?: boolean } = {},
): Promise<{ readonly actual: Catalogue; readonly expected: Catalogue }> => {
  await database.exec('rollback; drop schema public cascade; create schema public');
  await database.exec(`begin;\n${migration}\ncommit;`);
  const names = expectedNames(createNameTable(model));
  const wanted = options.indexForeignKeys === true ? expectKeyIndexes(model) : model;
  return {
    actual: await readCatalogue(database.query),
    expected: await expectedCatalogue(wanted, names, database.query),
  };
};
