import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { migrateAndRead } from '../test-support/check-catalogue.ts';
import { loadSqlParser, sqlProblems } from '../test-support/check-sql.ts';
import { typescriptProblems } from '../test-support/check-typescript.ts';
import { startPglite } from '../test-support/pglite.ts';
import { digestOf } from '../test-support/digest-of.ts';
import { readSamples, sampleArchitecture, type Sample } from '../test-support/samples.ts';
import { indexForeignKeys } from './foreign-key-indexes.ts';
import { templateFiles } from './template-files.ts';
import {
  generateProject,
  GenerationRefusedError,
  packProject,
  type GenerateInput,
  type GenerationHistory,
} from './index.ts';
import { resolveModel } from '@snapinfra/data-model';

// Much work, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const inputOf = ({ model, dataModel, issues }: Sample, options: GenerateInput['options'] = {}): GenerateInput => ({
  model,
  dataModel,
  options: { architecture: sampleArchitecture(), issues, ...options },

  generatorVersion: '1.2.3',
});

describe('the files that are the same in every project', () => {
  it('parse, and have paths that are allowed', () => {
    const sources = [...templateFiles].filter(([path]) => path.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(10);
    const broken = sources
      .flatMap(([path, text]) => typescriptProblems(path, text))
      .filter((problem) => problem.endsWith('parse'));
    expect(broken).toEqual([]);
  });
});

const samples = readSamples();
const [first] = samples;
if (first === undefined) throw new Error('There are no samples');
const historyOf = (sample: Sample): Omit<GenerationHistory, 'generationId'> => {
  const { schema, migrations } = generateProject(inputOf(sample));
  return { schema, migrations, generatorVersion: '1.2.3' };
};
const digest = (sample: Sample): string => digestOf(generateProject(inputOf(sample)).files);

describe.each(samples.map((sample) => [sample.name, sample] as const))('the project of %s', (_, sample) => {
  const { files, manifest, migrations } = generateProject(inputOf(sample));

  it('has files that parse, and a migration with the statements of its model', async () => {
    await loadSqlParser();
    const parsed = [...files].filter(([path]) => path.endsWith('.ts') && !templateFiles.has(path));
    expect(parsed.flatMap(([path, content]) => typescriptProblems(path, String(content)))).toEqual([]);
    expect(sqlProblems(migrations[0]?.sql ?? '', sample.model)).toEqual([]);
    expect(String(files.get('migrations/0001_initial.sql'))).toBe(migrations[0]?.sql);
  });

  it('has no further migration where it continues from itself', () => {
    const history = JSON.parse(JSON.stringify({ ...historyOf(sample), generationId: 'g1' })) as GenerationHistory;
    const again = generateProject({ ...inputOf(sample), history });
    expect(again.plan?.steps).toEqual([]);
    expect(again.migrations).toEqual(migrations);
    expect(again.manifest.base).toEqual({ generationId: 'g1', generatorVersion: '1.2.3' });
  });

  it('lists every file with its hash in the manifest', () => {
    const listed = Object.entries(manifest.files);
    expect(listed.map(([path]) => path)).toEqual(
      [...files.keys()].filter((path) => path !== '.snapinfra/manifest.json'),
    );
    for (const [path, { sha256, bytes }] of listed) {
      const content = Buffer.from(files.get(path) ?? '');
      expect([path, createHash('sha256').update(content).digest('hex'), content.length]).toEqual([path, sha256, bytes]);
    }
    expect(JSON.parse(String(files.get('.snapinfra/manifest.json')))).toEqual(manifest);
    expect(JSON.parse(String(files.get('.snapinfra/model.json')))).toEqual(sample.dataModel);
  });

  it('leaves src/custom to its owner', () => {
    expect([...files.keys()].filter((path) => path.startsWith('src/custom/'))).toEqual(['src/custom/README.md']);
  });

  it('names every route in the README, and no machine or registry', () => {
    const readme = String(files.get('README.md'));
    for (const table of sample.model.tables) expect(readme).toContain(table.name);
    expect(JSON.stringify([...files])).not.toMatch(/registry\.npmjs|\/work\/|\/home\/|file:\/\//);
  });

  it('is a package with its own name, in the lock too', () => {
    const manifestOf = (path: string) =>
      JSON.parse(String(files.get(path))) as { name: string; packages?: Record<string, { name: string }> };
    const { name } = manifestOf('package.json');
    expect(name).toMatch(/^[a-z-]+$/);
    expect([manifestOf('package-lock.json').name, manifestOf('package-lock.json').packages?.['']?.name]).toEqual([
      name,
      name,
    ]);
  });
});

describe('with indexForeignKeys', () => {
  let database: Awaited<ReturnType<typeof startPglite>>;
  beforeAll(async () => void (database = await startPglite()));
  afterAll(() => database.close());
  const options = { indexForeignKeys: true };
  // The large ones have no other kind of key than the rest, and take half of the time: all with EVERY_SAMPLE=true.
  const usual = samples.filter(({ model }) => process.env['EVERY_SAMPLE'] === 'true' || model.tables.length < 80);

  it.each(usual.map((sample) => [sample.name, sample] as const))(
    'every foreign key has an index: %s',
    async (_, sample) => {
      const { files, migrations } = generateProject(inputOf(sample, options));
      const { actual, expected } = await migrateAndRead(database, sample.model, migrations[0]?.sql, options);
      expect(actual).toEqual(expected);
      expect(String(files.get('README.md'))).not.toContain('or generate with');
    },
  );

  it('says in the README which were added, and warns of none', () => {
    const sample =
      samples.find(({ issues }) => issues.some(({ code }) => code === 'foreign_key_without_index')) ?? first;
    const readmeWith = (more: GenerateInput['options']) =>
      String(generateProject(inputOf(sample, more)).files.get('README.md'));
    const [plain, indexed] = [readmeWith({}), readmeWith(options)];
    expect(plain).toContain('reads the whole table');
    expect(indexed).not.toContain('reads the whole table');
    expect(indexed).toContain('| Table | Index over | Refers to |');
  });

  it('adds nothing where every foreign key has one', () => {
    const { model } = indexForeignKeys(first.model);
    expect(indexForeignKeys(model)).toEqual({ model, added: [] });
  });
});

describe('the same input', () => {
  it('gives the same bytes again', () => {
    for (const sample of samples) expect(digest(sample)).toBe(digest(structuredClone(sample)));
  });

  it('gives the same bytes in another process, time zone and locale', () => {
    const moduleAt = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
    const script = `
      import { generateProject, packProject } from ${moduleAt('./index.ts')};
      import { digestOf } from ${moduleAt('../test-support/digest-of.ts')};
      import { readSamples, sampleArchitecture } from ${moduleAt('../test-support/samples.ts')};
      for (const [position, { model, dataModel, issues }] of readSamples().entries()) {
        const options = { architecture: sampleArchitecture(), issues };
        const { files } = generateProject({ model, dataModel, options, generatorVersion: '1.2.3' });
        console.log(digestOf(files));
        if (position === 0) console.log(packProject(files).sha256);
      }`;
    const { NODE_COMPILE_CACHE = '' } = process.env;
    const run = (env: Record<string, string>): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        cwd: '/',
        env: { NODE_COMPILE_CACHE, ...env },
        encoding: 'utf8',
      });
    // Packing makes an archive of each file for itself, so that one project stands for all.
    const archive = packProject(generateProject(inputOf(first)).files).sha256;
    const here = [digest(first), archive, ...samples.slice(1).map(digest), ''].join('\n');
    expect(run({ TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toBe(here);
    expect(run({ TZ: 'America/St_Johns', LANG: 'C', NODE_ENV: 'production' })).toBe(here);
  });

  it('gives other bytes for another version of the generator', () => {
    const { files } = generateProject({ ...inputOf(first), generatorVersion: '1.2.4' });
    expect(digestOf(files)).not.toBe(digest(first));
  });
});

describe('what cannot be generated from', () => {
  const history = { ...historyOf(first), generationId: 'g1' };
  const without = (table: string): GenerateInput => {
    const tables = first.dataModel.tables.filter(({ name }) => name !== table);
    const related = first.dataModel.relationships?.filter(
      ({ fromTable, toTable }) => fromTable !== table && toTable !== table,
    );
    const dataModel = { ...first.dataModel, tables, relationships: related ?? [] };
    const { resolved } = resolveModel(dataModel);
    if (resolved === undefined) throw new Error('The model without the table is not valid');
    return { ...inputOf(first), model: resolved, dataModel, history };
  };
  const last = first.dataModel.tables.at(-1)?.name ?? '';

  it('is refused by code, with the plan: a change that deletes data without being told that it may', () => {
    expect(() => generateProject(without(last))).toThrow(
      expect.objectContaining({
        code: 'destructive_changes',
        plan: expect.objectContaining({
          steps: expect.arrayContaining([expect.objectContaining({ kind: 'drop_table', table: last })]) as unknown,
        }) as unknown,
      }),
    );
    const allowed = { ...without(last), options: { allowDestructive: true } };
    expect(generateProject(allowed).migrations.map(({ name }) => name)).toEqual([
      '0001_initial.sql',
      expect.stringMatching(/^0002/),
    ]);
  });

  it('is refused by code: a number that is taken, and a history of another format', () => {
    const options = { nextMigration: 1, allowDestructive: true };
    expect(() => generateProject({ ...without(last), options })).toThrow(
      expect.objectContaining({ code: 'next_migration_taken' }),
    );
    const physical = { ...history.schema.physical, formatVersion: 2 as never };
    const newer = { ...history, schema: { ...history.schema, physical } };
    expect(() => generateProject({ ...inputOf(first), history: newer })).toThrow(
      expect.objectContaining({ code: 'history_not_readable' }),
    );
  });

  it.each(['Upper', 'a b', '../x', '', 'node_modules', 'fs', 'fastify', '.x', '_x', `${'a'.repeat(215)}`, 'a/b'])(
    'is refused by code: the package name %j',
    (packageName) => {
      expect(() => generateProject(inputOf(first, { packageName }))).toThrow(GenerationRefusedError);
    },
  );

  it.each(['shop', '@acme/shop', 'a.b-c_d'])('is not the package name %j', (packageName) => {
    const { files } = generateProject(inputOf(first, { packageName }));
    expect(JSON.parse(String(files.get('package.json')))).toMatchObject({ name: packageName });
  });
});
