import { transactWrite, type AwsClients, type Table, type WriteOptions } from '@snapinfra/aws-clients';
import { outboxShardOf } from '@snapinfra/platform';
import {
  createAftermath,
  createConfirmPublished,
  createDispatchJob,
  createDueSweep,
  createJobWriter,
  createSignalJob,
  createSweepJob,
  createTransitions,
  newJob,
  toTransactionItem,
  type Transition,
} from '../../src/index.ts';
import type { Counted, CountingKind, CountingRecord } from './counting-job.ts';

let ids = 0;
const newId = () => `id-${String((ids += 1)).padStart(8, '0')}`;

export type JobSystem = Awaited<ReturnType<typeof createJobSystem>>;
export type ConditionChange = (condition: WriteOptions['condition']) => WriteOptions['condition'];

export interface JobSystemOptions {
  readonly kind: CountingKind;
  readonly startMs: number;
  readonly dynamo: AwsClients['dynamo'];
  /** Makes every write's condition another one: to show that tests notice. */
  readonly conditionOf?: ConditionChange;
}

/** One job on a real table, its worker and its sweeper, with a clock, answers that get lost and a topic that is down. */
export const createJobSystem = async (
  real: Table<CountingRecord>,
  { kind, startMs, dynamo, conditionOf = (condition) => condition }: JobSystemOptions,
) => {
  const id = newId();
  const key = kind.keyOf(id);
  let nowMs = startMs;
  let loses = false;
  let isTopicUp = true;
  const clock = () => new Date(nowMs);
  const published: Counted[] = [];
  const sent: string[] = [];
  const errors: unknown[] = [];
  const discarded: string[] = [];

  /** An SDK that gets no answer sends its request again: what counts is what the second one says. */
  const update: typeof real.update = async (itemKey, change, { condition, ...options } = {}) => {
    const changed = conditionOf(condition);
    const write = () => real.update(itemKey, change, { ...options, ...(changed && { condition: changed }) });
    const result = await write();
    return loses ? write() : result;
  };
  const table = { ...real, update };
  const deps = { kind, table, clock, newId };
  const transitions = createTransitions(kind, { clock, newId });
  const confirmPublished = createConfirmPublished(deps);
  const notifier = {
    publish: async (event: Counted) => {
      if (!isTopicUp) throw new Error('the topic is down');
      return { messageId: String(published.push(event)) };
    },
  };
  const objects = { deletePrefix: async (prefix: string) => discarded.push(prefix) };
  const send = async ({ countingId }: { readonly countingId: string }) => ({
    messageId: String(sent.push(countingId)),
  });
  const aftermath = createAftermath({ kind, confirmPublished, objects, notifier });
  const sweepJob = createSweepJob({
    ...deps,
    transitions,
    aftermath,
    dispatch: createDispatchJob({ ...deps, producer: { send } }),
    remove: () => Promise.reject(new Error('nobody deletes it')),
  });
  const onError = (_: string, error: unknown) => void errors.push(error);
  const sweepShard = createDueSweep({ clock, onError }, table, sweepJob);

  await real.put(key, {
    ...newJob(kind, id, clock()),
    userId: 'ada',
    tenantId: 'grace',
    correlationId: 'c',
    traceparent: 'of the first request',
    counted: 0,
  });
  return {
    ...{ id, kind, table, clock, transitions, aftermath, published, discarded, errors, sent },
    jobs: createJobWriter({ ...deps, instance: 'test' }),
    signal: createSignalJob({ kind, table, transitions }),
    /** Writes a transition as a part of a transaction. */
    transact: (transition: Transition<CountingRecord>) =>
      transactWrite({ dynamo }, [toTransactionItem(real, transition)]),
    sweep: () => sweepShard(outboxShardOf(id)),
    nowMs: () => nowMs,
    advance: (ms: number) => void (nowMs += ms),
    /** Whether each answer is lost once. */
    loseAnswers: (lose: boolean) => void (loses = lose),
    losesAnswers: () => loses,
    setTopic: (up: boolean) => void (isTopicUp = up),
    isTopicUp: () => isTopicUp,
    read: async (): Promise<CountingRecord> => {
      const record = await real.get(key);
      if (!record) throw new Error('the job is gone');
      return record;
    },
  };
};
