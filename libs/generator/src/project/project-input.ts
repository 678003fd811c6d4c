import type { MigrationFile } from '../schema-changes/change-plan.ts';
import type { AddedIndex } from '../foreign-key-indexes.ts';
import type { GenerateInput } from '../generate-project.ts';
import type { NameTable } from '../naming/index.ts';

export interface ProjectInput extends GenerateInput {
  readonly names: NameTable;
  /** Those of `options.indexForeignKeys`; undefined without it. */
  readonly addedIndexes: readonly AddedIndex[] | undefined;
  readonly migrations: readonly MigrationFile[];
  readonly templateFiles: ReadonlyMap<string, string>;
}
