import type { Parameters } from 'fast-check';

const { JOBS_TEST_RUNS, JOBS_TEST_SEED } = process.env;

/** How often a property is tried, and from which seed: said by `JOBS_TEST_RUNS` and `JOBS_TEST_SEED` for long runs. */
export const runsOf = (numRuns: number): Parameters<unknown> => ({
  numRuns: JOBS_TEST_RUNS === undefined ? numRuns : Number(JOBS_TEST_RUNS),
  ...(JOBS_TEST_SEED !== undefined && { seed: Number(JOBS_TEST_SEED) }),
});
