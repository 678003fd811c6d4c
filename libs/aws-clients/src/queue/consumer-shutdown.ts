import type { ConsumerAbort } from './queue.types.ts';

export interface ShutdownTimes {
  /** Time for the poll in flight to end by itself. */
  readonly pollMs: number;
  /** Time for handlers to finish. */
  readonly graceMs: number;
  /** Time after that for handlers to react to their abort signals. */
  readonly abortGraceMs: number;
  /** Time after that to settle their messages with the queue. */
  readonly settleGraceMs: number;
}

export interface ConsumerShutdown {
  /** No new messages are received or handled. */
  readonly draining: AbortSignal;
  /** The poll in flight is aborted, because the queue does not respond. */
  readonly pollOver: AbortSignal;
  /** Handlers should return. */
  readonly stopping: AbortSignal;
  /** Handlers are no longer awaited, and their messages are given back. */
  readonly abandoned: AbortSignal;
  /** The queue is no longer awaited either. */
  readonly over: AbortSignal;
  /** Starts the shutdown: aborts one signal after the other until `done` resolves. */
  readonly begin: (times: ShutdownTimes, done: () => Promise<void>) => Promise<void>;
}

/** The stages of a consumer's shutdown, each as an abort signal. */
export const createConsumerShutdown = (): ConsumerShutdown => {
  const draining = new AbortController();
  const pollOver = new AbortController();
  const stopping = new AbortController();
  const abandoned = new AbortController();
  const over = new AbortController();
  return {
    draining: draining.signal,
    pollOver: pollOver.signal,
    stopping: stopping.signal,
    abandoned: abandoned.signal,
    over: over.signal,
    begin: async ({ pollMs, graceMs, abortGraceMs, settleGraceMs }, done) => {
      const reason: ConsumerAbort = { code: 'stopping' };
      draining.abort(reason);
      const timers = [
        setTimeout(() => pollOver.abort(reason), Math.min(pollMs, graceMs + abortGraceMs)),
        setTimeout(() => stopping.abort(reason), graceMs),
        setTimeout(() => abandoned.abort(reason), graceMs + abortGraceMs),
        setTimeout(() => over.abort(reason), graceMs + abortGraceMs + settleGraceMs),
      ];
      await done();
      timers.forEach(clearTimeout);
    },
  };
};
