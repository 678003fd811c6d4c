import { outboxShardOf } from '@snapinfra/platform';

/**
 * Attributes that make a sweep look at an item at a time (epoch milliseconds). `id` spreads items over the shards of the
 * index; an item keeps its own.
 */
export const dueAt = (id: string, epochMs: number) => ({ outboxShard: outboxShardOf(id), outboxDueAt: epochMs });

/** Names to remove when nothing is left to do. */
export const dueNames = ['outboxShard', 'outboxDueAt'] as const;
