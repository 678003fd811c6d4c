import { setTimeout as delay } from 'node:timers/promises';
import { eachInParallel, isDependencyUnavailable } from '@snapinfra/aws-clients';
import { outboxShards } from '@snapinfra/platform';
import { dueBatchSize, type DueSweep, type DueSweepDeps } from './due-sweep.ts';

/** Runs sweeps again and again. Any number of instances may run one. */
export interface Sweeper {
  /** Begins to look at the index. */
  start(): void;
  /** Claims nothing more; resolves when all that was under way has ended. */
  stop(): Promise<void>;
  /**
   * One look of every sweep at every shard; resolves to the number of items that were handled. A look that fails stops no other:
   * after all of them this rejects with one of the failures, an outage if there was one.
   */
  sweep(): Promise<number>;
}

export interface SweeperOptions extends Pick<DueSweepDeps, 'onError'> {
  /** One for each kind of job, and for each table of other records. */
  readonly sweeps: readonly DueSweep[];
  /** Pause between two looks. */
  readonly intervalMs: number;
}

/** One look of each sweep at every shard; see {@link Sweeper.sweep}. */
const sweepOnce = async (sweeps: readonly DueSweep[], signal?: AbortSignal): Promise<number> => {
  let count = 0;
  const failures: unknown[] = [];
  const looks = sweeps.flatMap((sweepShard) => outboxShards.map((shard) => () => sweepShard(shard, signal)));
  await eachInParallel(looks, async (look) => {
    if (signal?.aborted === true) return;
    try {
      const taken = await look();
      count += taken;
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length > 0) throw failures.find(isDependencyUnavailable) ?? failures[0];
  return count;
};

/** Looks again and again until `signal` aborts. */
const sweepUntil = async ({ sweeps, intervalMs, onError }: SweeperOptions, signal: AbortSignal): Promise<void> => {
  let isDown = false;
  while (!signal.aborted) {
    let handled = 0;
    try {
      handled = await sweepOnce(sweeps, signal);
      isDown = false;
    } catch (error) {
      if (!isDown || !isDependencyUnavailable(error)) onError('the sweeper could not look at the outbox', error);
      isDown = true;
    }
    // After an outage many items may be due: the next look follows at once.
    if (handled >= dueBatchSize) continue;
    // Random, so that instances that were started together do not look at the same time.
    const pauseMs = intervalMs * (0.75 + Math.random() / 2);
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
};

/** Makes a {@link Sweeper} of sweeps. An outage is told to `onError` once, however long it lasts. */
export const createSweeper = (options: SweeperOptions): Sweeper => {
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;
  return {
    start: () => {
      loop ??= sweepUntil(options, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
    sweep: () => sweepOnce(options.sweeps),
  };
};
