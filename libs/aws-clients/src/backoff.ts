import { addAbortListener } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Exponential backoff with jitter: the n-th wait (from 1) is random between half and all of `baseMs · 2^(n-1)`, up to
 * `maxMs`.
 */
export const backoffMs = (attempt: number, { baseMs, maxMs }: Backoff): number => {
  const ceiling = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
};

/** Waits; rejects with an `AbortError` if the signal aborts first. */
export const pause = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await delay(milliseconds, undefined, signal ? { signal } : {});
};

/**
 * The outcome of the work, or a rejection with the signal's reason as soon as it aborts. The work then continues, but
 * its outcome is ignored. Leaves no listener on a long-lived signal.
 */
export const untilAborted = async <Outcome>(work: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> => {
  const aborted = Promise.withResolvers<never>();
  using _listener = addAbortListener(signal, () => aborted.reject(signal.reason));
  return await Promise.race([work, aborted.promise]);
};

/** The options of one SDK call. */
export const sendOptions = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal ? { abortSignal: signal } : {};
