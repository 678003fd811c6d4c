import type { DataModel, Issue, ResolvedModel } from '@snapinfra/data-model';
import { createFileSet, projectPath, type FileContent, type FileSet, words } from './emit/index.ts';
import { emitExpectations } from './expectations/index.ts';
import { createNameTable, type NameTable } from './naming/index.ts';
import { indexForeignKeys } from './foreign-key-indexes.ts';
import { GenerationRefusedError } from './generation-refused.ts';
import { addManifest, type Manifest } from './project/manifest.ts';
import { emitProjectFiles } from './project/index.ts';
import { initialMigration } from './physical-schema/index.ts';
import { emitTables } from './tables/index.ts';
import { templateFiles } from './template-files.ts';

/** An earlier generation of the same project, oldest first. */
export interface GenerationHistoryEntry {
  readonly dataModel: DataModel;
  readonly migrationName: string;
  readonly migrationSql: string;
}
export type GenerationHistory = readonly GenerationHistoryEntry[];

export interface GenerateOptions {
  /** npm name of the package; by default made from the project's or the model's name. */
  readonly packageName?: string | undefined;
  readonly projectName?: string | undefined;
  readonly description?: string | undefined;
  /** An architecture as the designer sends it; drawn in the README as far as it is understood. */
  readonly architecture?: unknown;
  /** What was found in the model: warnings and infos are repeated in the README. */
  readonly issues?: readonly Issue[] | undefined;
  /** Adds an index for each foreign key that none of the model's serves; their warnings are then left out. */
  readonly indexForeignKeys?: boolean | undefined;
}

export interface GenerateInput {
  readonly model: ResolvedModel;
  /** The canonical model that `model` was resolved from; kept in `.snapinfra/model.json`. */
  readonly dataModel: DataModel;
  readonly options: GenerateOptions;
  readonly history: GenerationHistory;
  readonly generatorVersion: string;
}

export interface Migration {
  /** `0001_initial` */
  readonly name: string;
  readonly sql: string;
}

export interface GeneratedProject {
  /** By path, sorted. */
  readonly files: ReadonlyMap<string, FileContent>;
  /** Those that this generation adds. */
  readonly migrations: readonly Migration[];
  readonly manifest: Manifest;
}

const addAll = (files: FileSet, emitted: Iterable<readonly [path: string, content: FileContent]>): void => {
  for (const [path, content] of emitted) files.add(projectPath(path), content);
};

const emitForModel = (files: FileSet, model: ResolvedModel, names: NameTable): void => {
  addAll(files, emitTables({ model, names }));
  addAll(files, emitExpectations({ model, names }));
};

const withoutKeyWarnings = (options: GenerateOptions): GenerateOptions => ({
  ...options,
  issues: options.issues?.filter(({ code }) => code !== 'foreign_key_without_index'),
});

/** What `emitProjectFiles` writes itself, with the template's file as its input. */
const rewritten: ReadonlySet<string> = new Set(['package.json', 'package-lock.json']);

/**
 * Writes a complete backend project for a valid model. Pure: the same input gives the same files, byte for byte, and nothing
 * is read or written elsewhere.
 *
 * @throws GenerationRefusedError for a history (not supported yet) or a package name that npm would refuse
 */
export const generateProject = (input: GenerateInput): GeneratedProject => {
  if (input.history.length > 0) {
    throw new GenerationRefusedError('history_not_supported', 'Later migrations of a project are not generated yet');
  }
  const wanted = input.options.indexForeignKeys === true;
  const { model, added } = wanted ? indexForeignKeys(input.model) : { model: input.model, added: undefined };
  const names = createNameTable(model);
  const migrations = [{ name: '0001_initial', sql: initialMigration({ model, names }) }];
  const files = createFileSet();
  addAll(
    files,
    [...templateFiles].filter(([path]) => !rewritten.has(path)),
  );
  addAll(
    files,
    migrations.map(({ name, sql }) => [words`migrations/${name}.sql`, sql] as const),
  );
  emitForModel(files, model, names);
  const options = wanted ? withoutKeyWarnings(input.options) : input.options;
  addAll(files, emitProjectFiles({ ...input, model, options, names, templateFiles, addedIndexes: added }));
  const manifest = addManifest(files, input.generatorVersion);
  return { files: files.sorted(), migrations, manifest };
};
