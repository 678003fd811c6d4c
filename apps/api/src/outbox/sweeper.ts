import { setTimeout as delay } from 'node:timers/promises';
import { outboxIndex, outboxShards } from '@snapinfra/platform';
import { architectureKey } from '../architectures/architecture-record.ts';
import { projectKey } from '../projects/project-record.ts';
import { schemaKey } from '../schemas/schema-record.ts';
import {
  attributeExists,
  compare,
  isDependencyUnavailable,
  type ItemKey,
  type Stored,
  type Table,
} from '@snapinfra/aws-clients';
import { eachInParallel } from '../each-in-parallel.ts';
import { removeArchitectureContents, removeSchemaContents } from '../removal/remove-contents.ts';
import { removeProjectChildren } from '../removal/remove-project-children.ts';
import { createSweepGeneration, type SweepGenerationDeps } from './sweep-generation.ts';

/**
 * Finishes what an instance could not: messages that were not sent, leases that ran out, events that were not published,
 * removals that were begun. Any number of instances may run one: who claims a due record first does it.
 */
export interface Sweeper {
  /** Begins to look at the outbox, again and again. */
  start(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
  /** One look; gives back how many records it took care of. */
  sweep(): Promise<number>;
}

export interface SweeperDeps extends SweepGenerationDeps {
  readonly intervalMs: number;
  readonly onError: (message: string, error: unknown) => void;
}

/** Records of one table that one look takes from a shard. */
const batchSize = 50;
/** Nobody else looks at a claimed record for so long. */
const claimMs = 60_000;
const maximumBackoffMs = 3_600_000;

interface Aged {
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletingAt?: string;
}

const isDue = (nowMs: number) => compare('outboxDueAt', '<=', nowMs);

/** The older the reason, the longer the pause: what fails for long is tried ever more rarely. */
const backoffMs = ({ deletingAt, updatedAt }: Aged, nowMs: number): number =>
  Math.min(maximumBackoffMs, Math.max(claimMs, nowMs - Date.parse(deletingAt ?? updatedAt)));

const dueKeys = async <Item>(table: Table<Item>, shard: string, nowMs: number): Promise<ItemKey[]> => {
  const keys: ItemKey[] = [];
  const query = { index: outboxIndex.indexName, partition: shard, sort: { atMost: nowMs } };
  for await (const key of table.queryKeys(query)) {
    keys.push(key);
    if (keys.length >= batchSize) break;
  }
  return keys;
};

/** Claims the due records of one table and handles each; what fails is put off. */
const createTableSweep = <Item extends Aged>(
  { clock, onError }: Pick<SweeperDeps, 'clock' | 'onError'>,
  table: Table<Item>,
  handle: (record: Stored<Item>) => Promise<void>,
) => {
  const take = async (key: ItemKey): Promise<number> => {
    const nowMs = clock().getTime();
    const mineUntilMs = nowMs + claimMs;
    const claim = { attributes: { outboxDueAt: mineUntilMs } };
    const claimed = await table.update(key, claim, { condition: isDue(nowMs) });
    if (!claimed.ok) return 0;
    try {
      await handle(claimed.item);
    } catch (error) {
      onError(`the sweeper could not finish ${key.pk}`, error);
      const later = { attributes: { outboxDueAt: nowMs + backoffMs(claimed.item, nowMs) } };
      // Whoever has set another time meanwhile knows better.
      await table.update(key, later, { condition: compare('outboxDueAt', '=', mineUntilMs) });
    }
    return 1;
  };
  return async (shard: string): Promise<number> => {
    let count = 0;
    await eachInParallel(await dueKeys(table, shard, clock().getTime()), async (key) => {
      const taken = await take(key);
      count += taken;
    });
    return count;
  };
};

const isDoomed = { condition: attributeExists('deletingAt') };

const tableSweeps = (deps: SweeperDeps) => {
  const { stores } = deps;
  return [
    createTableSweep(deps, stores.generations, createSweepGeneration(deps)),
    createTableSweep(deps, stores.projects, async (project) => {
      await removeProjectChildren(deps, project);
      await stores.projects.delete(projectKey(project.userId, project.id), isDoomed);
    }),
    createTableSweep(deps, stores.schemas, async (schema) => {
      await removeSchemaContents(stores, schema);
      await stores.schemas.delete(schemaKey(schema.id), isDoomed);
    }),
    createTableSweep(deps, stores.architectures, async (architecture) => {
      await removeArchitectureContents(stores, architecture);
      await stores.architectures.delete(architectureKey(architecture.id), isDoomed);
    }),
  ];
};

export const createSweeper = (deps: SweeperDeps): Sweeper => {
  const sweeps = tableSweeps(deps);
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;

  const sweep = async (): Promise<number> => {
    let count = 0;
    await eachInParallel(
      sweeps.flatMap((sweepShard: (shard: string) => Promise<number>) =>
        outboxShards.map((shard) => () => sweepShard(shard)),
      ),
      async (look) => {
        const taken = await look();
        count += taken;
      },
    );
    return count;
  };

  const run = async (): Promise<void> => {
    let down = false;
    while (!stopping.signal.aborted) {
      let handled = 0;
      try {
        handled = await sweep();
        down = false;
      } catch (error) {
        // Once for each outage: the requests say the rest.
        if (!down || !isDependencyUnavailable(error)) deps.onError('the sweeper could not look at the outbox', error);
        down = true;
      }
      // After an outage there may be many: they are not kept waiting.
      if (handled >= batchSize) continue;
      // Instances that were started together drift apart.
      const pauseMs = deps.intervalMs * (0.75 + Math.random() / 2);
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
    sweep,
  };
};
