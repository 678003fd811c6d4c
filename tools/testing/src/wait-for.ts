import { setTimeout as delay } from 'node:timers/promises';

export interface WaitForOptions {
  /** The expected outcome, for the error message. */
  readonly what?: string;
  /** Only for an outcome that never comes, not a performance limit. Default 60,000, less than the timeout of a test. */
  readonly timeoutMs?: number;
  /** Default 50. */
  readonly intervalMs?: number;
}

/**
 * Polls `look` until it returns something truthy, and returns that. An exception counts as "not yet"; after the
 * timeout, the last one is the cause of the error.
 */
export const waitFor = async <Outcome>(
  look: () => Outcome | Promise<Outcome>,
  { what = 'the outcome', timeoutMs = 60_000, intervalMs = 50 }: WaitForOptions = {},
): Promise<Exclude<Awaited<Outcome>, undefined | null | false | 0 | ''>> => {
  const endsAtMs = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const outcome = await look();
      if (outcome) return outcome as Exclude<Awaited<Outcome>, undefined | null | false | 0 | ''>;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= endsAtMs)
      throw new Error(`${what} did not come within ${timeoutMs} ms`, { cause: lastError });
    await delay(intervalMs);
  }
};
