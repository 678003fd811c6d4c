import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPglite } from '../../../test-support/pglite.ts';
import { keepsDigits } from './limits.ts';

/** Of each precision that is near the limit: the scales. */
const shapes = [
  ...[5, 6, 7, 8, 9].map((precision) => ({ to: 'real', precision }) as const),
  ...[14, 15, 16, 17].map((precision) => ({ to: 'double precision', precision }) as const),
].flatMap(({ to, precision }) =>
  Array.from({ length: precision + 4 }, (_, scale) => ({ to, precision, scale, parameters: [precision, scale] })),
);

describe('the digits that floating point numbers keep', () => {
  let database: Awaited<ReturnType<typeof startPglite>>;
  beforeAll(async () => void (database = await startPglite()));
  afterAll(() => database.close());

  /** How many of the largest numbers come back as others. */
  const countChanged = async ({ to, precision, scale }: (typeof shapes)[number]): Promise<number> => {
    const { rows } = await database.query(`
      select count(*)::integer as changed
      from generate_series(${10n ** BigInt(precision) - 2000n}, ${10n ** BigInt(precision) - 1n}) as digits,
        lateral (select digits::numeric * ('1e-' || ${scale})::numeric as value) as given
      where value::${to}::text::numeric <> value`);
    return (rows[0] as { readonly changed: number }).changed;
  };

  it('are those of which none is lost', async () => {
    const said = shapes.map(({ to, parameters }) => keepsDigits({ name: 'numeric', parameters }, to));
    const counts = [];
    for (const shape of shapes) counts.push(await countChanged(shape));
    expect(said).toEqual(counts.map((count) => count === 0));
    expect(new Set(said).size).toBe(2);
  });
});
