import { refuse } from '../http/problem-error.ts';

/** Enough for every writer of a busy record to get its turn: each conflict is another writer's success. */
const maximumAttempts = 5;

/**
 * Repeats an attempt (read, decide, write conditionally) until it gives back something: undefined says that another
 * write came between.
 *
 * @throws ProblemError `conflict` when other writers won every time
 */
export const retryOnConflict = async <Result>(
  what: string,
  attempt: () => Promise<Result | undefined>,
): Promise<Result> => {
  for (let count = 0; count < maximumAttempts; count += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw refuse('conflict', `Other requests keep changing ${what} at the same time: try again.`);
};
