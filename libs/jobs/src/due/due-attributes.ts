import { outboxShardOf } from '@snapinfra/platform';

/** The partition of the index for a shard: items of one table that different sweeps handle are told apart by `outbox`. */
export const outboxPartition = (shard: string, outbox?: string): string =>
  outbox === undefined ? shard : `${outbox}/${shard}`;

/**
 * Attributes that make a sweep look at an item at a time (epoch milliseconds). The shard of the index follows from `id`, so
 * that it stays the same for an item. `outbox` is that of the sweep.
 */
export const dueAt = (id: string, epochMs: number, outbox?: string) => ({
  outboxShard: outboxPartition(outboxShardOf(id), outbox),
  outboxDueAt: epochMs,
});

/** The names to remove once nothing is left to do for an item. */
export const dueNames = ['outboxShard', 'outboxDueAt'] as const;
