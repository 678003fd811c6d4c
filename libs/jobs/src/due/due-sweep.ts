import {
  compare,
  eachInParallel,
  isDependencyUnavailable,
  type ItemKey,
  type Stored,
  type Table,
} from '@snapinfra/aws-clients';
import { outboxIndex } from '@snapinfra/platform';

/** Items of one shard that one look takes. */
export const dueBatchSize = 50;
/** Nobody else looks at a claimed item for so long. */
const claimMs = 60_000;
const maximumBackoffMs = 3_600_000;
/** How long an item is left alone that this version can't read, and whose age is unknown therefore. */
const unreadableMs = 15 * 60_000;

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

/** Looks at one shard of the index once; gives back how many items it took care of. Claims none after `signal` has aborted. */
export type DueSweep = (shard: string, signal?: AbortSignal) => Promise<number>;

const isDue = (nowMs: number) => compare('outboxDueAt', '<=', nowMs);

/** As long as the item has waited already: what fails for long is repeated ever more rarely. */
const backoffMs = ({ deletingAt, updatedAt }: DueItem, nowMs: number): number =>
  Math.min(maximumBackoffMs, Math.max(claimMs, nowMs - Date.parse(deletingAt ?? updatedAt)));

/** A write whose answer could not be read was written all the same. */
const rethrowOutage = (error: unknown): void => {
  if (isDependencyUnavailable(error)) throw error;
};

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
  /** A time that was set meanwhile has a reason of its own. */
  const putOff = (key: ItemKey, fromMs: number, toMs: number) =>
    table.update(key, { attributes: { outboxDueAt: toMs } }, { condition: compare('outboxDueAt', '=', fromMs) });

  const claim = async (key: ItemKey, nowMs: number, untilMs: number) => {
    try {
      const claimed = await table.update(key, { attributes: { outboxDueAt: untilMs } }, { condition: isDue(nowMs) });
      return claimed.ok ? claimed.item : undefined;
    } catch (error) {
      if (isDependencyUnavailable(error)) throw error;
      // Written and not understood: it must not keep the items behind it from being looked at.
      onError(`the sweeper could not read ${key.pk}`, error);
      await putOff(key, untilMs, nowMs + unreadableMs).catch(rethrowOutage);
      return undefined;
    }
  };

  const take = async (key: ItemKey): Promise<number> => {
    const nowMs = clock().getTime();
    const claimedUntilMs = nowMs + claimMs;
    const claimed = await claim(key, nowMs, claimedUntilMs);
    if (claimed === undefined) return 0;
    try {
      await handle(claimed);
    } catch (error) {
      onError(`the sweeper could not finish ${key.pk}`, error);
      await putOff(key, claimedUntilMs, nowMs + backoffMs(claimed, nowMs)).catch(rethrowOutage);
    }
    return 1;
  };
  return async (shard, signal) => {
    let count = 0;
    await eachInParallel(await dueKeys(table, shard, clock().getTime()), async (key) => {
      if (signal?.aborted === true) return;
      const taken = await take(key);
      count += taken;
    });
    return count;
  };
};
