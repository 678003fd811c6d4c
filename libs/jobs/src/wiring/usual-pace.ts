import type { JobRecord } from '@snapinfra/platform';
import type { JobKind } from '../lifecycle/job-kind.ts';

const shortestDelayMs = 5_000;
const longestDelayMs = 300_000;

/** Attempts, leases and pauses for work of some minutes: a kind takes them, and overrides what does not suit it. */
export const usualPace = {
  maxAttempts: 4,
  leaseMs: 60_000,
  leaseGraceMs: 30_000,
  attemptMs: 600_000,
  retryDelayMs: (attempts) => Math.min(shortestDelayMs * 2 ** (attempts - 1), longestDelayMs),
  outagePatienceMs: 6 * 3_600_000,
  outageDelayMs: (ageMs) => Math.min(Math.max(shortestDelayMs, ageMs / 4), longestDelayMs),
} satisfies Partial<JobKind<JobRecord, never, never>>;
