import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDatabase } from './support/fill-database.ts';
import { createWorkshop, readSample, runTests, samples, type Workshop } from './support/generated-project.ts';
import { openAddress } from './support/open-address.ts';
import { startPostgres, usePostgres, type PostgresCluster } from './support/postgres.ts';
import { tail } from './support/run.ts';

const postgres = usePostgres();
/** Every sample on both, with all tests: EVERY_SAMPLE=true. */
const every = process.env['EVERY_SAMPLE'] === 'true';
/** Few, as a pattern has eight texts that the tests know. */
const rowsPerTable = 3;

/** A row that is older than a rule which PostgreSQL does not check, and more rows than 60 of the largest pages hold. */
const changes: Readonly<Record<string, string>> = {
  'library-onboarding': `insert into branches (id, name)
    select gen_random_uuid(), 'Branch ' || n % 1000 from generate_series(1, 12500) n`,
  everything: "update product set slug = 'No slug' where ctid = (select min(ctid) from product)",
};

describe.each<{ title: string; skip: boolean }>([
  { title: 'on PGlite', skip: !every },
  { title: postgres.title, skip: postgres.skip },
])('a database with rows, $title', ({ title, skip }) => {
  describe.skipIf(skip)('is taken as it is by the tests of', () => {
    let workshop: Workshop;
    let cluster: PostgresCluster | undefined;
    beforeAll(async () => {
      workshop = createWorkshop();
      if (title === postgres.title) cluster = await startPostgres();
    });
    afterAll(async () => {
      workshop.clean();
      await cluster?.stop();
    });

    /** Every row of every table, as text. */
    const contents = async (address: string, change = '') => {
      const database = await openAddress(address);
      await database.withSession(({ run }) => run(change));
      const rows = await database.withSession(({ query }) =>
        query(
          `select c.relname as name, query_to_xml(format('select * from %I order by 1::text', c.relname), true, false, '')::text as rows
           from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`,
          [],
        ),
      );
      await database.close();
      return rows;
    };

    it.each(every ? samples : ['library-onboarding'])(
      '%s',
      { timeout: every ? 1_800_000 : 300_000 },
      async (sample) => {
        const project = workshop.generate(sample, readSample(sample));
        const address = (await cluster?.createDatabase(sample)) ?? join(project, '.data');
        expect(await fillDatabase(project, address, rowsPerTable)).toBeGreaterThan(rowsPerTable);
        const before = await contents(address, changes[sample]);
        const { status, output } = await runTests(project, { existing: address });
        expect(status, tail(output)).toBe(0);
        expect(output).toMatch(/rows that were there before the tests: \d+ passed/);
        expect(await contents(address)).toEqual(before);
      },
    );
  });
});
