import { outboxShardOf } from '@snapinfra/platform';

/** Attributes that let the sweeper look at a record at a time. */
export const dueAt = (id: string, epochMs: number) => ({ outboxShard: outboxShardOf(id), outboxDueAt: epochMs });

/** Names to remove when nothing is left to do. */
export const outboxNames = ['outboxShard', 'outboxDueAt'] as const;

/** After this the sweeper makes sure that nothing of a deleted thing stayed behind, and removes its record. */
export const removalGraceMs = 60_000;

/** How long a DELETE waits for the removal; what is left then goes on behind the answer. */
export const removalWaitMs = 5000;
