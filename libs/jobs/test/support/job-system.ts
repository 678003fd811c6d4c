import type { Table } from '@snapinfra/aws-clients';
import {
  createAftermath,
  createConfirmPublished,
  createDispatchJob,
  createDueSweep,
  createJobWriter,
  createSweeper,
  createSweepJob,
  createTransitions,
  newJob,
} from '../../src/index.ts';
import { countingJob, type Counted, type CountingRecord } from './counting-job.ts';

const kind = countingJob;
let ids = 0;
const newId = () => `id-${String((ids += 1)).padStart(8, '0')}`;

export type JobSystem = Awaited<ReturnType<typeof createJobSystem>>;

/** One job on a real table, its worker and its sweeper, with a clock and with answers that get lost. */
export const createJobSystem = async (real: Table<CountingRecord>, startMs: number) => {
  const id = newId();
  const key = kind.keyOf(id);
  let nowMs = startMs;
  let loses = false;
  const clock = () => new Date(nowMs);
  const published: Counted[] = [];
  const sent: string[] = [];
  const errors: unknown[] = [];
  const discarded: string[] = [];

  /** An SDK that gets no answer sends its request again: what counts is what the second one says. */
  const update: typeof real.update = async (...args) => {
    const result = await real.update(...args);
    return loses ? real.update(...args) : result;
  };
  const table = { ...real, update };
  const transitions = createTransitions(kind, { clock, newId });
  const confirmPublished = createConfirmPublished({ kind, table, clock });
  const notifier = { publish: async (event: Counted) => ({ messageId: String(published.push(event)) }) };
  const objects = { deletePrefix: async (prefix: string) => discarded.push(prefix) };
  const send = async ({ countingId }: { readonly countingId: string }) => ({
    messageId: String(sent.push(countingId)),
  });
  const sweepJob = createSweepJob({
    kind,
    table,
    transitions,
    clock,
    aftermath: createAftermath({ kind, confirmPublished, objects, notifier }),
    dispatch: createDispatchJob({ kind, table, clock, producer: { send } }),
    remove: () => Promise.reject(new Error('nobody deletes it')),
  });
  const onError = (_: string, error: unknown) => void errors.push(error);
  const sweeper = createSweeper({
    sweeps: [createDueSweep({ clock, onError }, table, sweepJob)],
    intervalMs: 1,
    onError,
  });

  await real.put(key, {
    ...newJob(kind, id, clock()),
    userId: 'ada',
    correlationId: 'c',
    traceparent: 'of the first request',
    counted: 0,
  });
  return {
    id,
    table,
    transitions,
    jobs: createJobWriter({ kind, table, clock, newId, instance: 'test' }),
    published,
    discarded,
    errors,
    sent,
    sweep: () => sweeper.sweep(),
    nowMs: () => nowMs,
    advance: (ms: number) => void (nowMs += ms),
    /** Whether each answer is lost once. */
    loseAnswers: (lose: boolean) => void (loses = lose),
    read: async (): Promise<CountingRecord> => {
      const record = await real.get(key);
      if (!record) throw new Error('the job is gone');
      return record;
    },
  };
};
