import fc from 'fast-check';
import { samples } from './generated-project.ts';
import { postgresBinaries } from './postgres.ts';

type Database = 'pglite' | 'postgres';

const every = process.env['EVERY_SAMPLE'] === 'true';
const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);

/** Has every type of field, rule and kind of relation. */
const core = 'everything';
const drawnCount = 3;
/** Half of the time of all own tests together, for tables that the others have, too: type-checked only. */
const large = new Set(['erp', 'forge']);

const drawFrom = (others: readonly string[], count: number): readonly string[] => {
  const draw = fc.shuffledSubarray([...others], { minLength: count, maxLength: count });
  const [chosen = []] = fc.sample(draw, { seed, numRuns: 1 });
  return chosen;
};

const drawn = (): readonly string[] =>
  drawFrom(
    samples.filter((sample) => sample !== core),
    drawnCount,
  );

/** One of these samples, or all of them with `EVERY_SAMPLE=true`. */
export const usualOneOf = (some: readonly string[]): readonly string[] => (every ? some : drawFrom(some, 1));

/**
 * The samples that everything expensive is shown for, so that `npm test` stays short: one that has everything, and others
 * that a run draws, each commit its own. All of them with `EVERY_SAMPLE=true`.
 */
export const usualSamples: readonly string[] = every ? samples : [core, ...drawn()].toSorted();

/** For titles: which of the samples are meant, and how to take them again. */
export const choiceOf = (taken: readonly string[], all: readonly string[]): string =>
  every ? 'all samples' : `${taken.length} of ${all.length} samples, FC_SEED=${seed}`;
export const choice = choiceOf(usualSamples, samples);

/** The samples whose own tests run on a database: one on both, the others on PostgreSQL where it is available. */
export const testedOn = (database: Database): readonly string[] => {
  if (every) return samples;
  const usual: Database = postgresBinaries() === undefined ? 'pglite' : 'postgres';
  return usualSamples.filter((sample) => sample === core || (database === usual && !large.has(sample)));
};
