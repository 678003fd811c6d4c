import type { ConsumerAbort } from './queue.types.ts';

export interface ShutdownTimes {
  /** For the poll in flight to end by itself. */
  readonly pollMs: number;
  /** For handlers to finish. */
  readonly graceMs: number;
  /** After that, for handlers to heed their signals. */
  readonly abortGraceMs: number;
  /** After that, for telling the queue. */
  readonly lastWordsMs: number;
}

export interface ConsumerShutdown {
  /** Nothing new is begun. */
  readonly draining: AbortSignal;
  /** The poll in flight is given up: its queue does not answer. */
  readonly pollOver: AbortSignal;
  /** Handlers are to return. */
  readonly stopping: AbortSignal;
  /** Handlers are waited for no more: their messages are given back. */
  readonly abandoned: AbortSignal;
  /** The queue is waited for no more, either. */
  readonly over: AbortSignal;
  /** Begins to stop: aborts one signal after the other until `done` resolves. */
  readonly begin: (times: ShutdownTimes, done: () => Promise<void>) => Promise<void>;
}

/** The stages in which a consumer stops. */
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
    begin: async ({ pollMs, graceMs, abortGraceMs, lastWordsMs }, done) => {
      const reason: ConsumerAbort = { code: 'stopping' };
      draining.abort(reason);
      const timers = [
        setTimeout(() => pollOver.abort(reason), Math.min(pollMs, graceMs + abortGraceMs)),
        setTimeout(() => stopping.abort(reason), graceMs),
        setTimeout(() => abandoned.abort(reason), graceMs + abortGraceMs),
        setTimeout(() => over.abort(reason), graceMs + abortGraceMs + lastWordsMs),
      ];
      await done();
      timers.forEach(clearTimeout);
    },
  };
};
