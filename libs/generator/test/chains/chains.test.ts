import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GeneratedProject } from '../../src/index.ts';
import type { PhysicalTable } from '../../src/physical-schema/index.ts';
import type { DatabaseHandle, ScriptSession } from '../../template/src/core/database.ts';
import { migrate } from '../../template/src/core/migrations.ts';
import { namesOf } from '../../test-support/chains/chain.ts';
import { chains } from '../../test-support/chains/chains.ts';
import { evolve, type Evolved } from '../../test-support/chains/evolve.ts';
import { fillDatabase } from '../support/fill-database.ts';
import { createWorkshop, readSample, runTests, type Workshop } from '../support/generated-project.ts';
import { openAddress } from '../support/open-address.ts';
import { startPostgres, usePostgres, type PostgresCluster } from '../support/postgres.ts';
import { tail } from '../support/run.ts';
import { choiceOf, usualOneOf } from '../support/usual-samples.ts';
import { quoted } from '../support/schema-changes/draw-rows.ts';
import { readAs } from '../support/schema-changes/schema-rows.ts';

const rowsPerTable = 7;
/** Every sample on both: EVERY_SAMPLE=true. */
const every = process.env['EVERY_SAMPLE'] === 'true';
const samples = Object.keys(chains);
const usual = usualOneOf(samples);
/** Which of a sample's own tests run on the migrated database in the usual run. */
const quick = ['crud', 'catalogue', 'foreign-keys', 'existing'];

type Rows = Readonly<Record<string, readonly string[]>>;

const tablesById = (tables: readonly PhysicalTable[]): ReadonlyMap<string, PhysicalTable> =>
  new Map(tables.map((table) => [table.id ?? table.name, table]));

/** The rows of each table that both schemas have, whole, as far as both have their columns. */
const rowsOfBoth = async (
  session: ScriptSession,
  of: GeneratedProject,
  { step, before, after }: Evolved,
): Promise<Rows> => {
  const [early, late] = [tablesById(before.schema.physical.tables), tablesById(after.schema.physical.tables)];
  const found: Record<string, readonly string[]> = {};
  for (const [key, table] of tablesById(of.schema.physical.tables)) {
    const ids = [early.get(key), late.get(key)].map((side) => new Set(side?.columns.map(({ id, name }) => id ?? name)));
    if (!early.has(key) || !late.has(key)) continue;
    const columns = table.columns.filter(
      ({ id, name }) => ids.every((side) => side.has(id ?? name)) && !(step.touches ?? []).includes(name),
    );
    // Columns may have changed places.
    const sorted = columns.toSorted((left, right) => ((left.id ?? left.name) < (right.id ?? right.name) ? -1 : 1));
    found[key] = await readAs(
      session,
      table.sqlName,
      sorted.map(({ sqlName }) => `t.${quoted(sqlName)}::text`),
    );
  }
  return found;
};

const valueOf = async ({ query }: ScriptSession, sql: string): Promise<unknown> =>
  Object.values((await query(sql, []))[0] ?? {})[0];

const postgres = usePostgres();

describe.each<{ title: string; skip: boolean; taken: readonly string[] }>([
  { title: postgres.title, skip: postgres.skip, taken: usual },
  // The random changes have both databases.
  { title: 'on PGlite', skip: !every, taken: samples },
])(
  `a filled database goes through five changes of its model (${choiceOf(usual, samples)}), $title`,
  ({ title, skip, taken }) => {
    describe.skipIf(skip)('of', () => {
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

      /** Unpacks a generation over the one before; files of a refused one do not stay. */
      const unpack = (project: string, { files }: GeneratedProject): string => {
        rmSync(join(project, 'migrations'), { recursive: true, force: true });
        workshop.write(project.slice(workshop.folder.length + 1), files);
        return join(project, 'migrations');
      };

      const refuse = async (database: DatabaseHandle, project: string, evolved: Evolved): Promise<void> => {
        const { step, before, refused } = evolved;
        if (step.spoiled === undefined || refused === undefined) return;
        const { by, count, refusal, fixedBy } = step.spoiled;
        const names = namesOf(before.schema);
        await database.withSession(async (session) => {
          if (by !== undefined) await session.run(by(names));
          const offenders = Number(await valueOf(session, count(names)));
          expect(offenders).toBeGreaterThan(0);
          const earlier = await rowsOfBoth(session, before, evolved);
          const failure = migrate(database, unpack(project, refused));
          await expect(failure).rejects.toThrow(refusal);
          await expect(failure).rejects.toThrow(`: ${offenders} found.`);
          expect(await rowsOfBoth(session, before, evolved)).toEqual(earlier);
          if (fixedBy !== undefined) await session.run(fixedBy(names));
        });
      };

      const apply = async (database: DatabaseHandle, project: string, evolved: Evolved): Promise<void> => {
        const { step, before, after } = evolved;
        const earlier = await database.withSession((session) => rowsOfBoth(session, before, evolved));
        const applied = await migrate(database, unpack(project, after));
        expect(applied).toEqual(after.migrations.slice(before.migrations.length).map(({ name }) => name));
        await database.withSession(async (session) => {
          expect(await rowsOfBoth(session, after, evolved)).toEqual(earlier);
          if (step.holds !== undefined) expect(await valueOf(session, step.holds(namesOf(after.schema)))).toBe(true);
        });
      };

      /** The tests of the last generation, on a copy of the database as its migrations have left it. */
      const passOwnTests = async (sample: string, address: string, { files }: GeneratedProject): Promise<void> => {
        const project = workshop.write(`${sample}-migrated`, files);
        const { status, output } = await runTests(project, { existing: address, only: every ? [] : quick });
        expect(status, tail(output)).toBe(0);
        expect(output).toMatch(/rows that were there before the tests: \d+ passed/);
      };

      it.each(taken)('%s', { timeout: every ? 1_800_000 : 300_000 }, async (sample) => {
        const { first, steps } = evolve(readSample(sample).model, chains[sample] ?? []);
        expect(steps).toHaveLength(5);
        const project = workshop.write(`${sample}-of-${cluster === undefined ? 'pglite' : 'postgres'}`, first.files);
        const address = (await cluster?.createDatabase(sample)) ?? join(project, '.data');
        await fillDatabase(project, address, rowsPerTable);
        const database = await openAddress(address);
        for (const evolved of steps) {
          await refuse(database, project, evolved);
          await apply(database, project, evolved);
        }
        await database.close();
        await passOwnTests(sample, address, steps.at(-1)?.after ?? first);
      });
    });
  },
);
