import type { ResolvedModel } from '@snapinfra/contracts/data-model';
import { createNameTable, type NameTable } from '../src/naming/index.ts';
import { initialMigration } from '../src/sql/index.ts';
import { readCatalogue } from './catalogue.ts';
import type { Catalogue, RunQuery } from './catalogue-shape.ts';
import { expectedCatalogue } from './expected-catalogue.ts';
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

/** Migrates an emptied schema and gives what it has and what the model says that it should have. */
export const migrateAndRead = async (
  database: Database,
  model: ResolvedModel,
  migration = initialMigration({ model, names: createNameTable(model) }),
): Promise<{ readonly actual: Catalogue; readonly expected: Catalogue }> => {
  await database.exec('rollback; drop schema public cascade; create schema public');
  await database.exec(`begin;\n${migration}\ncommit;`);
  const names = expectedNames(createNameTable(model));
  return {
    actual: await readCatalogue(database.query),
    expected: await expectedCatalogue(model, names, database.query),
  };
};
