import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arbitraryDataModel } from '@snapinfra/data-model/test-support';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateAndRead } from '../test-support/check-catalogue.ts';
import { startPglite } from '../test-support/pglite.ts';
import {
  createWorkshop,
  generateFiles,
  lint,
  readModel,
  runTests,
  typecheck,
  type ReadModel,
  type Workshop,
} from './support/generated-project.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';
import { tail } from './support/run.ts';

/** `FUZZ_RUNS=50 FUZZ_SEED=7 vitest run test/random-models.test.ts` makes more of them, and those of a seed again. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 2);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const postgres = usePostgres();
const timeout = (2 + runs) * 60_000;

const documents = fc.sample(arbitraryDataModel(), { seed, numRuns: runs });
const titles = documents.map((_, index) => `model ${index + 1} of ${runs} with FUZZ_SEED=${seed}`);

/** The models whose own tests run on a database: turn and turn about where there is PostgreSQL, on both with EVERY_SAMPLE=true. */
const testedOn = (database: 'pglite' | 'postgres') =>
  titles.filter(
    (_, index) =>
      process.env['EVERY_SAMPLE'] === 'true' || (index % 2 === 1 && !postgres.skip) === (database === 'postgres'),
  );

/** Runs a check of one model; a failure says where the model is kept, so that it can be looked at alone. */
const checking = async (index: number, check: (model: ReadModel) => Promise<void>): Promise<void> => {
  try {
    await check(readModel(documents[index]));
  } catch (error) {
    const file = join(tmpdir(), `snapinfra-fuzz-${seed}-${index + 1}.json`);
    writeFileSync(file, JSON.stringify(documents[index], null, 1));
    throw new Error(`the model is in ${file}; FUZZ_SEED=${seed} FUZZ_RUNS=${runs} makes it again`, { cause: error });
  }
};

describe(`random models, FUZZ_SEED=${seed}`, () => {
  let workshop: Workshop;
  let pglite: Awaited<ReturnType<typeof startPglite>>;
  const projects: string[] = [];

  beforeAll(async () => {
    console.log(`random models: FUZZ_SEED=${seed} FUZZ_RUNS=${runs}`);
    workshop = createWorkshop();
    pglite = await startPglite();
    for (const [index, document] of documents.entries())
      projects.push(workshop.generate(`random-${index + 1}`, readModel(document)));
  });
  afterAll(async () => {
    await pglite.close();
    workshop.clean();
  });

  it('type-check', { timeout }, async () => {
    const { status, output } = await typecheck(projects);
    expect(status, tail(output)).toBe(0);
  });

  it.each(titles)('%s: lints', async (title) => {
    const index = titles.indexOf(title);
    await checking(index, async () => {
      const { status, output } = await lint(projects[index] ?? '');
      expect(status, tail(output)).toBe(0);
    });
  });

  it.each(testedOn('pglite'))('%s: passes its own tests on PGlite', { timeout }, async (title) => {
    const index = titles.indexOf(title);
    await checking(index, async () => {
      const { status, output } = await runTests(projects[index] ?? '');
      expect(status, tail(output)).toBe(0);
    });
  });

  it.each(titles)('%s: the catalogue equals the model on PGlite', async (title) => {
    await checking(titles.indexOf(title), async (model) => {
      const migration = String(generateFiles(model).get('migrations/0001_initial.sql'));
      const { actual, expected } = await migrateAndRead(pglite, model.resolved, migration);
      expect(actual).toEqual(expected);
    });
  });

  describe.skipIf(postgres.skip)(postgres.title, () => {
    let cluster: PostgresCluster;
    beforeAll(async () => {
      cluster = await startPostgres();
    });
    afterAll(() => cluster.stop());

    it.each(titles)('%s: the catalogue equals the model', async (title) => {
      const index = titles.indexOf(title);
      await checking(index, async (model) => {
        const url = await cluster.createDatabase(`random-${index}`);
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        const database = {
          query: (text: string, parameters?: unknown[]) => client.query(text, parameters),
          exec: (text: string) => client.query(text),
        };
        const { actual, expected } = await migrateAndRead(
          database,
          model.resolved,
          String(generateFiles(model).get('migrations/0001_initial.sql')),
        );
        await client.end();
        expect(actual).toEqual(expected);
      });
    });

    it.each(testedOn('postgres'))('%s: passes its own tests', { timeout }, async (title) => {
      const index = titles.indexOf(title);
      await checking(index, async () => {
        const databaseUrl = await cluster.createDatabase(`tests-of-random-${index}`);
        const { status, output } = await runTests(projects[index] ?? '', { databaseUrl });
        expect(status, tail(output)).toBe(0);
      });
    });
  });
});
