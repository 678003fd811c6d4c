import { setTimeout as delay } from 'node:timers/promises';

export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** Exponential with full jitter on its upper half: the n-th wait (from 1) lies between half and all of `base · 2^(n-1)`. */
export const backoffMs = (attempt: number, { baseMs, maxMs }: Backoff): number => {
  const ceiling = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
};

/** Waits; rejects with an `AbortError` when the signal aborts first. */
export const pause = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await delay(milliseconds, undefined, signal ? { signal } : {});
};

/** The work's result, or that of `onAbort` when the signal aborts first. Leaves nothing behind on a signal that lives long. */
export const untilAborted = async <Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  onAbort: () => Result,
): Promise<Result> => {
  if (signal.aborted) {
    work.catch(() => undefined);
    return onAbort();
  }
  const abort = Promise.withResolvers<Result>();
  const listener = () => abort.resolve(onAbort());
  signal.addEventListener('abort', listener);
  try {
    return await Promise.race([work, abort.promise]);
  } finally {
    signal.removeEventListener('abort', listener);
  }
};

/** The options of one SDK call. */
export const sendOptions = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal ? { abortSignal: signal } : {};
