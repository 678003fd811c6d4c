import { setTimeout as delay } from 'node:timers/promises';
import { eachInParallel, isDependencyUnavailable } from '@snapinfra/aws-clients';
import { outboxShards } from '@snapinfra/platform';
import { dueBatchSize, type DueSweep, type DueSweepDeps } from './due-sweep.ts';

/** Runs sweeps again and again. Any number of instances may run one. */
export interface Sweeper {
  /** Begins to look at the index. */
  start(): void;
  /** Claims nothing more; resolves when nothing is under way any more. */
  stop(): Promise<void>;
  /**
   * One look at every shard of every table; gives back how many items it took care of. Rejects where one of the looks failed, once
   * all others have been made: with the outage of a dependency, where that was among the failures.
   */
  sweep(): Promise<number>;
}

export interface SweeperOptions extends Pick<DueSweepDeps, 'onError'> {
  /** One for each table. */
  readonly sweeps: readonly DueSweep[];
  /** Pause between two looks. */
  readonly intervalMs: number;
}

/** Makes a {@link Sweeper} of sweeps; it says once for each outage that the tables could not be read. */
export const createSweeper = ({ sweeps, intervalMs, onError }: SweeperOptions): Sweeper => {
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;

  const sweep = async (signal?: AbortSignal): Promise<number> => {
    let count = 0;
    const failures: unknown[] = [];
    await eachInParallel(
      sweeps.flatMap((sweepShard) => outboxShards.map((shard) => () => sweepShard(shard, signal))),
      async (look) => {
        if (signal?.aborted === true) return;
        try {
          const taken = await look();
          count += taken;
        } catch (error) {
          failures.push(error);
        }
      },
    );
    if (failures.length > 0) throw failures.find(isDependencyUnavailable) ?? failures[0];
    return count;
  };

  const run = async (): Promise<void> => {
    let down = false;
    while (!stopping.signal.aborted) {
      let handled = 0;
      try {
        handled = await sweep(stopping.signal);
        down = false;
      } catch (error) {
        if (!down || !isDependencyUnavailable(error)) onError('the sweeper could not look at the outbox', error);
        down = true;
      }
      // After an outage there may be many: they are not kept waiting.
      if (handled >= dueBatchSize) continue;
      // Instances that were started together drift apart.
      const pauseMs = intervalMs * (0.75 + Math.random() / 2);
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  return {
    start: () => {
      loop ??= run();
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
    sweep: () => sweep(),
  };
};
