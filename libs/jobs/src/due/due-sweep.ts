import { compare, eachInParallel, type ItemKey, type Stored, type Table } from '@snapinfra/aws-clients';
import { outboxIndex } from '@snapinfra/platform';

/** Items of one shard that one look takes. */
export const dueBatchSize = 50;
/** Nobody else looks at a claimed item for so long. */
const claimMs = 60_000;
const maximumBackoffMs = 3_600_000;

/** What a sweep reads of an item: how long it has been waiting for what is due. */
export interface DueItem {
  readonly updatedAt: string;
  readonly deletingAt?: string;
}

export interface DueSweepDeps {
  readonly clock: () => Date;
  /** An item could not be handled: it is put off. The message names its partition key. */
  readonly onError: (message: string, error: unknown) => void;
}

/** Looks at one shard of the index once; gives back how many items it took care of. */
export type DueSweep = (shard: string) => Promise<number>;

const isDue = (nowMs: number) => compare('outboxDueAt', '<=', nowMs);

/** As long as the item has waited already: what fails for long is repeated ever more rarely. */
const backoffMs = ({ deletingAt, updatedAt }: DueItem, nowMs: number): number =>
  Math.min(maximumBackoffMs, Math.max(claimMs, nowMs - Date.parse(deletingAt ?? updatedAt)));

const dueKeys = async (table: Pick<Table<unknown>, 'queryKeys'>, shard: string, nowMs: number): Promise<ItemKey[]> => {
  const keys: ItemKey[] = [];
  const query = { index: outboxIndex.indexName, partition: shard, sort: { atMost: nowMs } };
  for await (const key of table.queryKeys(query)) {
    keys.push(key);
    if (keys.length >= dueBatchSize) break;
  }
  return keys;
};

/**
 * Claims the due items of one table and gives each to `handle`, which leaves the item with another time, with none
 * ({@link dueNames} removed), or deletes it. An item that it leaves as it is, is due again when the claim is over; where
 * it rejects, the item is put off with backoff. Any number of processes may sweep: who claims an item first handles it.
 */
export const createDueSweep = <Item extends DueItem>(
  { clock, onError }: DueSweepDeps,
  table: Pick<Table<Item>, 'queryKeys' | 'update'>,
  handle: (item: Stored<Item>) => Promise<void>,
): DueSweep => {
  const take = async (key: ItemKey): Promise<number> => {
    const nowMs = clock().getTime();
    const claimedUntilMs = nowMs + claimMs;
    const claim = { attributes: { outboxDueAt: claimedUntilMs } };
    const claimed = await table.update(key, claim, { condition: isDue(nowMs) });
    if (!claimed.ok) return 0;
    try {
      await handle(claimed.item);
    } catch (error) {
      onError(`the sweeper could not finish ${key.pk}`, error);
      const later = { attributes: { outboxDueAt: nowMs + backoffMs(claimed.item, nowMs) } };
      // A time that was set meanwhile has a reason of its own.
      await table.update(key, later, { condition: compare('outboxDueAt', '=', claimedUntilMs) });
    }
    return 1;
  };
  return async (shard) => {
    let count = 0;
    await eachInParallel(await dueKeys(table, shard, clock().getTime()), async (key) => {
      const taken = await take(key);
      count += taken;
    });
    return count;
  };
};
