import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackValues } from '../../../test-support/read-back-values.ts';
import {
  byReadingBack,
  byVerdict,
  conversionOf,
  convertFrom,
  label,
  prepareConverting,
  verdictsOf,
} from '../../../test-support/converting.ts';
import { faultsOfLists, valuesOf, withLists } from '../../../test-support/converting-lists.ts';
import { createEnums } from '../../../test-support/physical-types.ts';
import { openAddress } from '../../../test/support/open-address.ts';
import { startPostgres, usePostgres, type PostgresCluster } from '../../../test/support/postgres.ts';
import type { DatabaseHandle } from '../../../template/src/core/database.ts';

/** Every seventh change of lists, or all with `EVERY_SAMPLE=true`. */
const every = process.env['EVERY_SAMPLE'] === 'true' ? 1 : 7;

const postgres = usePostgres();
describe.skipIf(postgres.skip)(`conversions, ${postgres.title}`, () => {
  let cluster: PostgresCluster;
  let database: DatabaseHandle;
  beforeAll(async () => {
    cluster = await startPostgres();
    database = await openAddress(await cluster.createDatabase('conversions'));
    await database.withSession(({ run }) => run(createEnums));
  });
  afterAll(async () => {
    await database.close();
    await cluster.stop();
  });

  it('keep every value, but for those that are counted, which PostgreSQL refuses or changes', async () => {
    const faults: string[] = [];
    const seen = { kept: 0, refused: 0, changed: 0 };
    await database.withSession(async (session) => {
      await prepareConverting(session);
      for (const [from, targets] of Map.groupBy(byReadingBack, (change) => change.from)) {
        const convert = await convertFrom(session, from, readBackValues[from.name] ?? []);
        for (const { to } of targets) {
          const isSilent = conversionOf({ from, to })?.offenders?.silent === true;
          for (const { value, offends, refused, becomes, same } of await convert(to)) {
            const found = refused ? 'refused' : same === true ? 'kept' : 'changed';
            seen[found] += 1;
            if (offends !== (found === 'kept') && (found !== 'changed' || isSilent)) continue;
            faults.push(`${label({ from, to })}: ${value} becomes ${String(becomes)}, ${found}, counted: ${offends}`);
          }
        }
      }
    });
    expect(faults).toEqual([]);
    expect(Math.min(seen.kept, seen.refused, seen.changed)).toBeGreaterThan(50);
  });

  it('read texts, but for those that are counted, which PostgreSQL refuses or understands in its own way', async () => {
    const faults: string[] = [];
    await database.withSession(async (session) => {
      await prepareConverting(session);
      for (const change of byVerdict) {
        const { kept, refused, changed, strict = [] } = verdictsOf(change) ?? { kept: [], refused: [], changed: [] };
        const expected = new Map<string, string | null>([
          ...kept,
          ...[...refused, ...changed, ...strict].map((text) => [text, null] as const),
        ]);
        const convert = await convertFrom(session, change.from, [...expected.keys()]);
        for (const found of await convert(change.to)) {
          const becomes = expected.get(found.value) ?? null;
          const wanted = becomes === null ? found.offends : !found.offends && found.becomes === becomes;
          const isRefused = !refused.includes(found.value) || found.refused;
          const isTaken = ![...changed, ...strict].includes(found.value) || !found.refused;
          if (!wanted || !isRefused || !isTaken) faults.push(`${label(change)}: ${JSON.stringify(found)}`);
        }
      }
    });
    expect(faults).toEqual([]);
  });

  it('do with lists what they do with the values in them', async () => {
    const faults: string[] = [];
    await database.withSession(async (session) => {
      await prepareConverting(session);
      for (const change of withLists.filter((_, position) => position % every === 0)) {
        await convertFrom(session, change.from, valuesOf(change));
        faults.push(...(await faultsOfLists(session, change)).map((fault) => `${label(change)}: ${fault}`));
      }
    });
    expect(withLists.length).toBeGreaterThan(100);
    expect(faults).toEqual([]);
  });
});
