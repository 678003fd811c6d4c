import Type, { type Static } from 'typebox';
import { isDependencyUnavailable, type Table } from '@snapinfra/aws-clients';
import type { Background } from '../runtime/background.ts';
import type { Clock } from '../runtime/clock.ts';

/** The requests of a key in one window, as counted by all instances: table `rate-limits`. */
export const RateLimitItem = Type.Object({
  count: Type.Integer({ minimum: 0 }),
  expiresAtEpochSeconds: Type.Integer(),
});
export type RateLimitItem = Static<typeof RateLimitItem>;

export interface RateLimits {
  /**
   * Counts one request: how many there were in this window as far as is known here, and how long it lasts. Nothing is
   * waited for: what other instances counted is learnt behind the answers.
   */
  count(key: string): { readonly current: number; readonly ttlMs: number };
}

/** Adds to what all instances have counted of a key in a window, and gives back the sum. */
export type AddToRateLimit = (key: string, window: number, count: number) => Promise<number>;

export interface RateLimitsDeps {
  readonly add: AddToRateLimit;
  readonly clock: Clock;
  readonly background: Pick<Background, 'run'>;
  /** Requests of one key in a window. */
  readonly limit: number;
}

/** Windows are the minutes of the clock, the same for all instances. */
export const rateLimitWindowMs = 60_000;
/** A key is shared so often at most: one write for each instance. */
const shareEveryMs = 2000;
/** Bounds memory: a sender may use any number of addresses. The most recent keys are kept. */
export const maximumKnownKeys = 10_000;
/** A key with few requests costs no write. */
const sharedFromPartOfLimit = 0.1;

/** By an atomic counter that expires. A write that the SDK repeats may count twice: limits are not bills. */
export const createAddToRateLimit =
  (table: Pick<Table<RateLimitItem>, 'update'>): AddToRateLimit =>
  async (key, window, count) => {
    const expiresAtEpochSeconds = ((window + 2) * rateLimitWindowMs) / 1000;
    const change = { set: { expiresAtEpochSeconds }, add: { count } };
    const result = await table.update({ pk: `RATE#${key}`, sk: `WINDOW#${window}` }, change);
    return result.ok ? result.item.count : 0;
  };

interface Count {
  /** Of all instances, as last read, plus our own counts whose write was not confirmed. */
  total: number;
  /** Counted here and not shared yet. */
  own: number;
  /** Counted here in this window: a lower bound, whatever the table says. */
  here: number;
  isShared: boolean;
  nextShareAtMs: number;
}

const createCount = (): Count => ({ total: 0, own: 0, here: 0, isShared: false, nextShareAtMs: 0 });

/** Adds our own counts to those of all instances, and learns their sum. */
const share = async (add: AddToRateLimit, key: string, count: Count, window: number): Promise<void> => {
  const told = count.own;
  try {
    count.total = await add(key, window, told);
    count.own -= told;
  } catch (error) {
    // It may have been added, with only the answer lost: sent again, it would count twice.
    count.own -= told;
    count.total += told;
    // An outage is reported by the requests themselves.
    if (!isDependencyUnavailable(error)) throw error;
  } finally {
    count.isShared = false;
  }
};

/**
 * Counts requests of all instances together. Each instance decides by the counts that it knows: with n instances a key may
 * exceed its limit by n tenths, and by its requests within {@link shareEveryMs}. Without the database each instance counts
 * alone, and the counts of that time may never reach the others.
 */
export const createRateLimits = ({ add, clock, background, limit }: RateLimitsDeps): RateLimits => {
  let window = 0;
  let known = new Map<string, Count>();

  return {
    count: (key) => {
      const nowMs = clock().getTime();
      const current = Math.floor(nowMs / rateLimitWindowMs);
      if (current !== window) known = new Map();
      window = current;
      const count = known.get(key) ?? createCount();
      // A Map keeps insertion order: the least recent key is first.
      known.delete(key);
      known.set(key, count);
      if (known.size > maximumKnownKeys) known.delete(known.keys().next().value ?? key);
      count.own += 1;
      count.here += 1;
      const isWorthIt = count.here >= limit * sharedFromPartOfLimit && count.total <= limit;
      if (isWorthIt && !count.isShared && nowMs >= count.nextShareAtMs) {
        Object.assign(count, { isShared: true, nextShareAtMs: nowMs + shareEveryMs });
        background.run('sharing of a rate limit', () => share(add, key, count, current));
      }
      return {
        current: Math.max(count.total + count.own, count.here),
        ttlMs: (current + 1) * rateLimitWindowMs - nowMs,
      };
    },
  };
};
