import type { Backend } from '@snapinfra/testing';
import type { Parameters } from 'fast-check';

const { JOBS_TEST_RUNS, JOBS_TEST_SEED } = process.env;

/**
 * How often a property is tried, and from which seed: said by `JOBS_TEST_RUNS` and `JOBS_TEST_SEED` for long runs. LocalStack, which
 * takes about 100 writes a second, gets a fifth.
 */
export const runsOf = (numRuns: number, { name }: Backend): Parameters<unknown> => ({
  numRuns: Number(JOBS_TEST_RUNS ?? (name === 'localstack' ? Math.ceil(numRuns / 5) : numRuns)),
  ...(JOBS_TEST_SEED !== undefined && { seed: Number(JOBS_TEST_SEED) }),
});
