import type { DataModel, Issue, ResolvedModel } from '@snapinfra/data-model';
import { createFileSet, projectPath, type FileContent, type FileSet, words } from './emit/index.ts';
import { emitExpectations } from './expectations/index.ts';
import { createNameTable, type NameTable } from './naming/index.ts';
import { indexForeignKeys } from './foreign-key-indexes.ts';
import { GenerationRefusedError } from './generation-refused.ts';
import { addManifest, type Manifest } from './project/manifest.ts';
import { emitProjectFiles } from './project/index.ts';
import { physicalSchemaOf, printInitialMigration } from './physical-schema/index.ts';
import type { ChangePlan, MigrationFile, Rename } from './schema-changes/change-plan.ts';
import { migrationNumber, nextNumber, numberedFiles } from './schema-changes/numbered-files.ts';
import { isDestructive, planSchemaChange } from './schema-changes/plan-schema-change.ts';
import type { SchemaState } from './schema-changes/schema-state.ts';
import { emitTables } from './tables/index.ts';
import { templateFiles } from './template-files.ts';

/** The generation that another one continues from: its database gets the migrations that are added. */
export interface GenerationHistory {
  readonly generationId: string;
  readonly schema: SchemaState;
  /** All migrations so far, in order. */
  readonly migrations: readonly MigrationFile[];
  readonly generatorVersion: string;
}

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
  /** What is one thing under two names although no id says so: answers to the proposals of a plan. */
  readonly renames?: readonly Rename[] | undefined;
  /** The number of the migration that is added, above those that the project's owner wrote; by default the next one. */
  readonly nextMigration?: number | undefined;
  /** Whether the migration may delete data. */
  readonly allowDestructive?: boolean | undefined;
}

export interface GenerateInput {
  readonly model: ResolvedModel;
  /** The canonical model that `model` was resolved from; kept in `.snapinfra/model.json`. */
  readonly dataModel: DataModel;
  readonly options: GenerateOptions;
  /** What the generation continues from; without it, the first migration makes every table. */
  readonly history?: GenerationHistory | undefined;
  readonly generatorVersion: string;
}

export interface GeneratedProject {
  /** By path, sorted. */
  readonly files: ReadonlyMap<string, FileContent>;
  /** All of them, in order, with those that this generation adds: what the next one continues from. */
  readonly migrations: readonly MigrationFile[];
  readonly schema: SchemaState;
  /** How the database comes from the schema of the history to this one; undefined without a history. */
  readonly plan: ChangePlan | undefined;
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

const supportedFormat = 1;

/** @throws GenerationRefusedError */
const planFrom = (history: GenerationHistory, to: SchemaState, options: GenerateOptions): ChangePlan => {
  const format: number = history.schema.physical.formatVersion;
  if (format !== supportedFormat) {
    throw new GenerationRefusedError(
      'history_not_readable',
      words`The history of generation ${history.generationId} was written by version ${history.generatorVersion} of the generator in a format (${format}) that this version does not read.`,
    );
  }
  const plan = planSchemaChange({ from: history.schema, to, renames: options.renames });
  if (options.allowDestructive !== true && isDestructive(plan)) {
    throw new GenerationRefusedError(
      'destructive_changes',
      'The migration deletes data; options.allowDestructive says that it may.',
      plan,
    );
  }
  return plan;
};

interface Migrations {
  readonly files: readonly MigrationFile[];
  readonly plan: ChangePlan | undefined;
}

/** @throws GenerationRefusedError */
const migrationsOf = ({ history, options, model }: GenerateInput, schema: SchemaState): Migrations => {
  if (history === undefined) {
    const number = migrationNumber(nextNumber([], options.nextMigration));
    const sql = printInitialMigration(schema.physical, model.name);
    const steps = [{ summary: 'Creates every table', marks: [] }];
    return { files: [{ name: words`${number}_initial.sql`, sql, steps }], plan: undefined };
  }
  const plan = planFrom(history, schema, options);
  const added =
    plan.files.length === 0 ? [] : numberedFiles(plan, nextNumber(history.migrations, options.nextMigration));
  const base = history.generationId;
  return { files: [...history.migrations, ...added.map((file) => ({ ...file, base }))], plan };
};

/**
 * Writes a complete backend project for a valid model. Pure: the same input gives the same files, byte for byte, and nothing
 * is read or written elsewhere.
 *
 * @throws GenerationRefusedError for a package name that npm would refuse, for options that fit no history, and for changes
 * that delete data without `allowDestructive`
 */
export const generateProject = (input: GenerateInput): GeneratedProject => {
  const wanted = input.options.indexForeignKeys === true;
  const { model, added } = wanted ? indexForeignKeys(input.model) : { model: input.model, added: undefined };
  const names = createNameTable(model);
  const schema: SchemaState = { dataModel: input.dataModel, physical: physicalSchemaOf({ model, names }) };
  const { files: migrations, plan } = migrationsOf(input, schema);
  const files = createFileSet();
  addAll(
    files,
    [...templateFiles].filter(([path]) => !rewritten.has(path)),
  );
  addAll(
    files,
    migrations.map(({ name, sql }) => [words`migrations/${name}`, sql] as const),
  );
  emitForModel(files, model, names);
  const options = wanted ? withoutKeyWarnings(input.options) : input.options;
  const emitted = { ...input, model, options, names, templateFiles, addedIndexes: added, migrations };
  addAll(files, emitProjectFiles(emitted));
  const manifest = addManifest(files, input, migrations);
  return { files: files.sorted(), migrations, schema, plan, manifest };
};
