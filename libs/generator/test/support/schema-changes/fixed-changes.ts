import type { DataModel } from '@snapinfra/data-model';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { numberedFiles, planSchemaChange, type Rename } from '../../../src/schema-changes/index.ts';
import { onCluster, type Backend } from '../migrating.ts';
import { startPostgres, usePostgres } from '../postgres.ts';
import { schemaOf } from '../../../test-support/fixed-models.ts';
import { freshState, startWith, stateOf } from './initial-database.ts';

/** A change of a model, and what becomes of the rows. */
export interface FixedChange {
  readonly from: DataModel;
  readonly to: DataModel;
  readonly renames?: readonly Rename[];
  readonly rows: string;
  /** What the first attempt fails with, and how the rows are put right. */
  readonly refused?: { readonly message: string; readonly fixedBy: string };
  /** How many marks depend on data; by default none, or that which the first attempt fails with. */
  readonly counted?: number;
  /** Statements, of which the last one gives what is there in the end. */
  readonly found: string;
  readonly wanted: readonly Readonly<Record<string, unknown>>[];
}

const postgres = usePostgres();

/** Each change loses nothing, and the database becomes as one that was made for the later model. */
export const fixedChangesOf = (what: string, changes: Readonly<Record<string, FixedChange>>): void => {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

  describe.skipIf(postgres.skip)(`${what} of a filled database change, ${postgres.title}`, () => {
    let backend: Backend;
    beforeAll(async () => void (backend = await onCluster(await startPostgres())));
    afterAll(() => backend.stop());

    it.each(Object.entries(changes))('%s', async (_, { from, to, renames, rows, refused, found, wanted, ...more }) => {
      const [before, after] = [schemaOf(from), schemaOf(to)];
      const plan = planSchemaChange({ from: before, to: after, renames });
      const counted = plan.steps.flatMap(({ marks }) => marks.filter(({ kind }) => kind === 'dataDependent'));
      expect(counted).toHaveLength(more.counted ?? (refused === undefined ? 0 : 1));
      expect(plan.steps.flatMap(({ marks }) => marks.filter(({ kind }) => kind === 'destructive'))).toEqual([]);
      const fresh = await freshState(backend, after);
      const migrating = await startWith(backend, before);
      await migrating.run(rows);
      for (const { name, sql } of numberedFiles(plan, 2)) migrating.write(name, sql);
      const refusal = refused === undefined ? '' : await migrating.refusal();
      expect(refusal).toContain(refused?.message ?? '');
      await migrating.run(refused?.fixedBy ?? '');
      await migrating.apply();
      expect(await stateOf(migrating)).toEqual(fresh);
      expect(await migrating.query(found)).toEqual(wanted);
      await migrating.close();
    });
  });
};
