import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { onCluster, stored, type Backend, type Migrating } from '../support/migrating.ts';
import { startPostgres, usePostgres } from '../support/postgres.ts';
import { startMigrating } from '../support/start-migrating.ts';

const postgres = usePostgres();
const marker = '-- snapinfra: no transaction\n';

// All moments on demand: EVERY_KILL=true npx vitest run test/migrations/processes; FC_SEED repeats the choice of a run.
const every = process.env['EVERY_KILL'] === 'true';
const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);

const files: Readonly<Record<string, string>> = {
  '0001_initial.sql': `create table t (n int not null, m int); create index old on t (m);
    create table log (at serial, what text); insert into t values (1, 1), (2, 2); insert into log (what) values ('1');`,
  '0002a_changes.sql': `insert into log (what) values ('2a'); alter table t add constraint positive check (n > 0) not valid;
    insert into log (what) values ('2a again');`,
  '0002b_validation.sql': `${marker}insert into log (what) values ('2b'); alter table t validate constraint positive;
    insert into log (what) values ('2b again');`,
  '0002c_indexes.sql': `${marker}create unique index concurrently if not exists one on t (n); insert into log (what) values ('2c');
    create index concurrently if not exists "Two" on t (m); drop index concurrently if exists old;`,
  '0003_mine.sql': "insert into log (what) values ('3');",
};

/** Everything that the migrations make, each once. */
const expectWhole = async ({ query }: Migrating) => {
  const what = (await query('select what from log order by at')).map((row) => row['what']);
  expect(what).toEqual(['1', '2a', '2a again', '2b', '2b again', '2c', '3']);
  expect(
    await query(`select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = 't'::regclass and i.indisvalid order by 1`),
  ).toEqual([{ name: 'Two' }, { name: 'one' }]);
  expect(await query("select 1 from pg_index where indrelid = 't'::regclass and not indisvalid")).toEqual([]);
  expect(await query('select convalidated from pg_constraint where conname = $$positive$$')).toEqual([
    { convalidated: true },
  ]);
  expect(await query('select name from _applied_migrations where statements_done is null order by name')).toEqual(
    Object.keys(files).map((name) => ({ name })),
  );
};

vi.setConfig({ testTimeout: every ? 1_800_000 : 60_000 });

describe.each<{ title: string; skip: boolean; usual: number; instances: number; open: () => Promise<Backend> }>([
  { title: 'on PGlite', skip: false, usual: 1, instances: 2, open: stored },
  {
    title: postgres.title,
    skip: postgres.skip,
    usual: 2,
    instances: 3,
    open: async () => onCluster(await startPostgres()),
  },
])(`a process that migrates, $title (seed ${seed})`, ({ skip, usual, instances, open }) => {
  describe.skipIf(skip)('is killed', () => {
    let backend: Backend;
    let migrating: Migrating;
    beforeAll(async () => {
      backend = await open();
      migrating = await backend.start();
      for (const [name, script] of Object.entries(files)) migrating.write(name, script);
    });
    afterAll(async () => {
      await migrating.close();
      await backend.stop();
    });

    it(`at ${every ? 'every moment' : 'any moment'}, and the next one completes its work`, async () => {
      const count = await migrating.countMoments();
      await expectWhole(migrating);
      expect(count).toBeGreaterThan(80);
      const moments = Array.from({ length: count }, (_, moment) => moment);
      const [chosen = []] = fc.sample(fc.shuffledSubarray(moments, { minLength: usual, maxLength: usual }), {
        seed,
        numRuns: 1,
      });
      for (const moment of every ? moments : chosen) {
        await migrating.renew();
        const killed = await migrating.lend(() => startMigrating(migrating, moment).ended);
        expect(killed.signal, `at moment ${moment}: ${killed.output}`).toBe('SIGKILL');
        await migrating.apply();
        await expectWhole(migrating);
      }
    });

    it('or not, and others that start with it apply nothing twice', async () => {
      await migrating.renew();
      const ends = await migrating.lend(() =>
        Promise.all(Array.from({ length: instances }, () => startMigrating(migrating).ended)),
      );
      expect(ends.flatMap(({ applied }) => applied)).toEqual(Object.keys(files));
      // A folder is for one process at a time.
      const isRefused = ({ output }: (typeof ends)[number]) => /is in use by process \d+/.test(output);
      const started = ends.filter((end) => migrating.address.startsWith('postgres:') || !isRefused(end));
      expect(started.map(({ status, output }) => (status === 0 ? 0 : output))).toEqual(started.map(() => 0));
      await expectWhole(migrating);
    });

    it('while it builds an index, and the next one completes its work', async () => {
      await migrating.renew();
      migrating.write(
        '0001_initial.sql',
        `${files['0001_initial.sql']} insert into t select i, i from generate_series(3, 100000) i;`,
      );
      const outcome = await migrating.lend(async () => {
        const child = startMigrating(migrating);
        await child.written('create unique index concurrently');
        child.kill();
        return child.ended;
      });
      expect(outcome.signal).toBe('SIGKILL');
      await migrating.apply();
      await expectWhole(migrating);
      migrating.write('0001_initial.sql', files['0001_initial.sql'] ?? '');
    });
  });
});
