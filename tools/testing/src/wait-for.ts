import { setTimeout as delay } from 'node:timers/promises';

export interface WaitForOptions {
  /** What is waited for, for the error's message. */
  readonly what?: string;
  /** For what never comes, not a limit to how slow a machine may be. Default 60,000: within a test's own limit. */
  readonly timeoutMs?: number;
  /** Default 50. */
  readonly intervalMs?: number;
}

/**
 * Looks again and again until `look` gives something truthy, and gives that back. A look that throws counts as "not yet";
 * the last error is told when the time is over.
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
