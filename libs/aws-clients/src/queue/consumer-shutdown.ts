import type { ConsumerAbort } from './queue.types.ts';

export interface ShutdownTimes {
  /** For the poll in flight to end by itself. */
  readonly pollMs: number;
  /** For handlers to finish. */
  readonly graceMs: number;
  /** After that, for handlers to heed their signals. */
  readonly abortGraceMs: number;
}

export interface ConsumerShutdown {
  /** Nothing new is begun. */
  readonly draining: AbortSignal;
  /** The poll in flight is given up: its queue does not answer. */
  readonly pollOver: AbortSignal;
  /** Handlers are to return. */
  readonly stopping: AbortSignal;
  /** Nothing is waited for any more. */
  readonly abandoned: AbortSignal;
  /** Begins to stop: aborts one signal after the other until `done` resolves. */
  readonly begin: (times: ShutdownTimes, done: () => Promise<void>) => Promise<void>;
}

/** The stages in which a consumer stops. */
export const createConsumerShutdown = (): ConsumerShutdown => {
  const [draining, pollOver, stopping, abandoned] = [
    new AbortController(),
    new AbortController(),
    new AbortController(),
    new AbortController(),
  ];
  return {
    draining: draining.signal,
    pollOver: pollOver.signal,
    stopping: stopping.signal,
    abandoned: abandoned.signal,
    begin: async ({ pollMs, graceMs, abortGraceMs }, done) => {
      const reason: ConsumerAbort = { code: 'stopping' };
      draining.abort(reason);
      const timers = [
        setTimeout(() => pollOver.abort(reason), Math.min(pollMs, graceMs + abortGraceMs)),
        setTimeout(() => stopping.abort(reason), graceMs),
        setTimeout(() => abandoned.abort(reason), graceMs + abortGraceMs),
      ];
      await done();
      timers.forEach(clearTimeout);
    },
  };
};
