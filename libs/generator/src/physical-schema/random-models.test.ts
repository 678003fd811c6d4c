import * as fc from 'fast-check';
import { resolveModel } from '@snapinfra/data-model';
import { arbitraryDataModel } from '@snapinfra/data-model/test-support';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { migrateAndRead, migrationOf } from '../../test-support/check-catalogue.ts';
import { startPglite } from '../../test-support/pglite.ts';

// More on demand: FC_RUNS=500 vitest run src/physical-schema; a failure prints the seed, FC_SEED repeats it.
const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['FC_RUNS'] ?? 25);

// Much work, on a machine that may be busy with other tests: about 100 ms for each case on an idle one.
vi.setConfig({ testTimeout: 240_000 + numRuns * 1000, hookTimeout: 240_000 });

let database: Awaited<ReturnType<typeof startPglite>>;
beforeAll(async () => void (database = await startPglite()));
afterAll(() => database.close());

describe(`random valid models (seed ${seed}, ${numRuns} cases)`, () => {
  it('equal the catalogue after the migration', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryDataModel(), fc.boolean(), async (dataModel, indexForeignKeys) => {
        const { resolved, issues } = resolveModel(dataModel);
        expect(issues.filter((issue) => issue.severity === 'error')).toEqual([]);
        if (resolved === undefined) throw new Error('a model without errors is resolved');
        const options = { indexForeignKeys };
        const { actual, expected } = await migrateAndRead(database, resolved, migrationOf(resolved, options), options);
        expect(actual).toEqual(expected);
      }),
      { seed, numRuns, endOnFailure: true },
    );
  });
});
