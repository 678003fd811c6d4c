import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readDataModel, type DataModel, type ResolvedModel } from '@snapinfra/data-model';
import { generateProject } from '../../src/index.ts';
import { run, type Outcome } from './run.ts';

const repository = join(import.meta.dirname, '../../../..');
const modules = join(repository, 'node_modules');

/** The models in tools/samples, by file name. */
export const samples: readonly string[] = readdirSync(join(repository, 'tools/samples'))
  .filter((name) => name.endsWith('.json') && !name.endsWith('-architecture.json'))
  .map((name) => name.replace(/\.json$/, ''))
  .sort();

export interface ReadModel {
  readonly model: DataModel;
  readonly resolved: ResolvedModel;
}

/** @throws when the document is not a model without errors */
export const readModel = (document: unknown): ReadModel => {
  const { model, resolved, issues } = readDataModel(document);
  if (!model || !resolved)
    throw new Error(`not a valid model: ${JSON.stringify(issues.filter(({ severity }) => severity === 'error'))}`);
  return { model, resolved };
};

export const readSample = (name: string): ReadModel =>
  readModel(JSON.parse(readFileSync(join(repository, 'tools/samples', `${name}.json`), 'utf8')));

export const generateFiles = ({ model, resolved }: ReadModel): ReadonlyMap<string, string | Uint8Array> =>
  generateProject({ model: resolved, dataModel: model, options: {}, generatorVersion: '0.0.0-test' }).files;

/** Writes files as unzipping an archive over the folder does: what is there and not among them stays. */
export const writeFiles = (folder: string, files: ReadonlyMap<string, string | Uint8Array>): void => {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
};

/** A temporary folder for generated projects, with the repository's own dependencies in place of an install. */
export interface Workshop {
  readonly folder: string;
  /** Writes a project's files into a folder of that name; returns its path. */
  write(name: string, files: ReadonlyMap<string, string | Uint8Array>): string;
  /** Generates a project into a folder of that name; returns its path. */
  generate(name: string, model: ReadModel): string;
  clean(): void;
}

export const createWorkshop = (): Workshop => {
  const folder = mkdtempSync(join(tmpdir(), 'snapinfra-generated-'));
  symlinkSync(modules, join(folder, 'node_modules'));
  const write: Workshop['write'] = (name, files) => {
    const project = join(folder, name);
    writeFiles(project, files);
    return project;
  };
  return {
    folder,
    write,
    generate: (name, model) => write(name, generateFiles(model)),
    clean: () => rmSync(folder, { recursive: true, force: true }),
  };
};

const node = process.execPath;

/** Type-checks projects, each under its own configuration, in one process that reads the libraries' types once. */
export const typecheck = (projects: readonly string[]): Promise<Outcome> =>
  run(node, [join(modules, 'typescript-7/bin/tsc'), '--build', '--noEmit', ...projects], repository);

export const lint = (project: string): Promise<Outcome> => run(node, [join(modules, 'oxlint/bin/oxlint')], project);

/**
 * Runs the project's own tests; `only` are parts of file names. They run on a server by its URL, on a copy of an existing
 * database (a URL or a folder), or without either on PGlite.
 */
export const runTests = (
  project: string,
  {
    databaseUrl,
    existing,
    only = [],
  }: { databaseUrl?: string | undefined; existing?: string | undefined; only?: readonly string[] } = {},
): Promise<Outcome> => {
  const args = ['--import', 'tsx', '--test-reporter=./test/support/reporter.ts', 'test/run.ts', ...only];
  return run(node, args, project, {
    ...(databaseUrl !== undefined && { TEST_DATABASE_URL: databaseUrl }),
    ...(existing !== undefined && { TEST_EXISTING_DATABASE: existing }),
  });
};
