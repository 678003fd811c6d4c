import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { planSchemaChange } from '../../src/schema-changes/index.ts';
import { arbitraryModelChange } from '../../test-support/changed-model.ts';
import { schemaOf } from '../../test-support/fixed-models.ts';
import { embedded, onCluster, type Backend } from '../support/migrating.ts';
import { startPostgres, usePostgres } from '../support/postgres.ts';
import { proveChange } from '../support/schema-changes/prove-change.ts';
import { isOfLinks, nothingShown, type ProvenChange } from '../support/schema-changes/proven-change.ts';

// More on demand: FC_RUNS=500 vitest run test/schema-changes/random; the title says the seed, FC_SEED repeats it, and
// FC_SHRINK=true looks for a smaller pair of models that fails.
const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['FC_RUNS'] ?? 5);
const endOnFailure = process.env['FC_SHRINK'] !== 'true';

// Half a second for each pair on an idle machine; this one may be busy with other tests.
vi.setConfig({ testTimeout: 240_000 + numRuns * 10_000, hookTimeout: 240_000 });

/** With answers to what is proposed for relationships that become others, of many to many. */
const withLinks = (change: ProvenChange): ProvenChange => {
  const { renames = [] } = change;
  return { ...change, renames: [...renames, ...planSchemaChange(change).proposals.filter(isOfLinks)] };
};

const arbitraryChange = fc
  .tuple(arbitraryModelChange({ maxTables: 4, maxFields: 4 }), fc.nat(), fc.boolean())
  .map(([{ before, after, renames }, rows, areLinked]): ProvenChange => {
    const change = { from: schemaOf(before), to: schemaOf(after), seed: rows, renames };
    return areLinked ? withLinks(change) : change;
  });

const postgres = usePostgres();
const backends = [
  { title: 'on PGlite', skip: false, open: embedded },
  { title: postgres.title, skip: postgres.skip, open: async () => onCluster(await startPostgres()) },
];

describe.each(backends)(
  `random changes of filled databases (seed ${seed}, ${numRuns} pairs) $title`,
  ({ skip, open }) => {
    describe.skipIf(skip)('that are migrated', () => {
      let backend: Backend;
      beforeAll(async () => void (backend = await open()));
      afterAll(() => backend.stop());

      it('end in the schema of the later model, keep what no step marked, and fail as the marks say', async () => {
        const shown = nothingShown();
        const prove = fc.asyncProperty(arbitraryChange, (change) => proveChange(backend, change, shown));
        await fc.assert(prove, { seed, numRuns, endOnFailure });
        const { causeless, ...counts } = shown;
        console.log(JSON.stringify(counts));
        expect(shown.keptValues).toBeGreaterThan(0);
        expect(causeless).toEqual([]);
      });
    });
  },
);
