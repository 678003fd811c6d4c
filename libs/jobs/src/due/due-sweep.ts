import {
  compare,
  eachInParallel,
  isDependencyUnavailable,
  type ItemKey,
  type Stored,
  type Table,
} from '@snapinfra/aws-clients';
import { outboxIndex } from '@snapinfra/platform';
import { outboxPartition } from './due-attributes.ts';

/** Items of one shard that one look takes. */
export const dueBatchSize = 50;
/** How long a claim keeps other sweepers away from an item. */
const claimMs = 60_000;
const maximumBackoffMs = 3_600_000;
/** How long an item is put off that this version can't read: its age, from which the backoff follows, is unknown. */
const unreadableMs = 15 * 60_000;

/** The members of an item that a sweep reads: since when something has been due. */
export interface DueItem {
  readonly updatedAt: string;
  readonly deletingAt?: string;
}

export interface DueSweepDeps {
  readonly clock: () => Date;
  /** As the items have it from `dueAt`. Default: none. */
  readonly outbox?: string | undefined;
  /** Told of each item that could not be handled and was put off. The message names its key. */
  readonly onError: (message: string, error: unknown) => void;
}

/** Handles what is due in one shard of the index; resolves to the number of items. Claims none after `signal` has aborted. */
export type DueSweep = (shard: string, signal?: AbortSignal) => Promise<number>;

const isDue = (nowMs: number) => compare('outboxDueAt', '<=', nowMs);

/** As long as the item has waited already, so that what keeps failing is retried ever more rarely. */
const backoffMs = ({ deletingAt, updatedAt }: DueItem, nowMs: number): number =>
  Math.min(maximumBackoffMs, Math.max(claimMs, nowMs - Date.parse(deletingAt ?? updatedAt)));

/** An outage ends the look. Other errors are about an answer that could not be read: the write was done. */
const rethrowOutage = (error: unknown): void => {
  if (isDependencyUnavailable(error)) throw error;
};

const dueKeys = async (
  table: Pick<Table<unknown>, 'queryKeys'>,
  partition: string,
  nowMs: number,
): Promise<ItemKey[]> => {
  const keys: ItemKey[] = [];
  const query = { index: outboxIndex.indexName, partition, sort: { atMost: nowMs } };
  for await (const key of table.queryKeys(query)) {
    keys.push(key);
    if (keys.length >= dueBatchSize) break;
  }
  return keys;
};

type DueTable<Item> = Pick<Table<Item>, 'queryKeys' | 'update'>;

/** Claims items, and puts them off. */
const createClaims = <Item extends DueItem>({ onError }: DueSweepDeps, table: DueTable<Item>) => {
  /** Keeps a time that somebody else has set meanwhile. */
  const putOff = async (key: ItemKey, fromMs: number, toMs: number): Promise<void> => {
    const isUnchanged = compare('outboxDueAt', '=', fromMs);
    await table.update(key, { attributes: { outboxDueAt: toMs } }, { condition: isUnchanged }).catch(rethrowOutage);
  };

  const claim = async (key: ItemKey, nowMs: number, untilMs: number) => {
    try {
      const claimed = await table.update(key, { attributes: { outboxDueAt: untilMs } }, { condition: isDue(nowMs) });
      return claimed.ok ? claimed.item : undefined;
    } catch (error) {
      if (isDependencyUnavailable(error)) throw error;
      // Claimed, but unreadable: put off, so that it does not hold up the items behind it.
      onError(`the sweeper could not read ${key.pk} ${key.sk}`, error);
      await putOff(key, untilMs, nowMs + unreadableMs);
      return undefined;
    }
  };
  return { claim, putOff };
};

/**
 * Claims the due items of one table and gives each to `handle`, which leaves the item with another time, with none
 * ({@link dueNames} removed), or deletes it. An item that it leaves unchanged is due again when the claim is over. Where it
 * rejects, the item is put off with backoff. Any number of processes may sweep: the first to claim an item handles it.
 */
export const createDueSweep = <Item extends DueItem>(
  deps: DueSweepDeps,
  table: DueTable<Item>,
  handle: (item: Stored<Item>) => Promise<void>,
): DueSweep => {
  const { clock, onError, outbox } = deps;
  const { claim, putOff } = createClaims(deps, table);

  const take = async (key: ItemKey): Promise<number> => {
    const nowMs = clock().getTime();
    const claimedUntilMs = nowMs + claimMs;
    const claimed = await claim(key, nowMs, claimedUntilMs);
    if (claimed === undefined) return 0;
    try {
      await handle(claimed);
    } catch (error) {
      onError(`the sweeper could not finish ${key.pk} ${key.sk}`, error);
      await putOff(key, claimedUntilMs, nowMs + backoffMs(claimed, nowMs));
    }
    return 1;
  };
  return async (shard, signal) => {
    let count = 0;
    await eachInParallel(await dueKeys(table, outboxPartition(shard, outbox), clock().getTime()), async (key) => {
      if (signal?.aborted === true) return;
      const taken = await take(key);
      count += taken;
    });
    return count;
  };
};
