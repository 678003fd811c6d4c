import { backoffMs, pause } from '../backoff.ts';
import { DependencyUnavailableError } from '../errors.ts';

const unprocessedBackoff = { baseMs: 50, maxMs: 2_000 };
const unprocessedAttempts = 8;

/** Repeats `step`, which returns the unprocessed entries, until none are left. */
export const untilProcessed = async <Entry>(
  entries: readonly Entry[],
  operation: string,
  signal: AbortSignal | undefined,
  step: (entries: readonly Entry[]) => Promise<readonly Entry[]>,
): Promise<void> => {
  let left = entries;
  for (let attempt = 1; ; attempt += 1) {
    left = await step(left);
    if (left.length === 0) return;
    if (attempt === unprocessedAttempts) {
      throw new DependencyUnavailableError({ dependency: 'dynamodb', reason: 'throttled', operation });
    }
    await pause(backoffMs(attempt, unprocessedBackoff), signal);
  }
};
