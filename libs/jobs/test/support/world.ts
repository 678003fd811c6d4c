import type { Stored, Table } from '@snapinfra/aws-clients';
import { outboxShardOf, type JobRecord } from '@snapinfra/platform';
import { expect } from 'vitest';
import {
  createAftermath,
  createConfirmPublished,
  createDispatchJob,
  createDueSweep,
  createJobWriter,
  createRunJob,
  createSignalJob,
  createSweepJob,
  createTransitions,
  createWorkerAftermath,
  sortOf,
  writeTransition,
  type JobKind,
  type JobWork,
  type JobWriter,
} from '../../src/index.ts';
import { silentLog } from './attempts.ts';
import type { ConditionChange } from './job-system.ts';

/** What happens in the middle of some work. */
export const interruptions = [
  'crash before a call',
  'crash after a call',
  'lost answer',
  'cancel',
  'signal',
  'sweep',
  'two minutes pass',
  'another worker',
  'another worker takes over and dies',
] as const;

export interface Interruption {
  /** Before which of its calls. */
  readonly at: number;
  readonly what: (typeof interruptions)[number];
}

class CrashError extends Error {}

/** A process, and what it does outside of itself. */
export interface Process<Job extends JobRecord> {
  readonly jobs: JobWriter<Job>;
  readonly call: <Result>(effect: () => Promise<Result>) => Promise<Result>;
  readonly objects: Set<string>;
  readonly newId: () => string;
}

export interface WorldOptions<Job extends JobRecord> {
  readonly kind: JobKind<Job, unknown, { readonly id: string }>;
  readonly table: Table<Job>;
  readonly record: Job;
  readonly work: (process: Process<Job>) => JobWork<Job>;
  readonly conditionOf?: ConditionChange;
}

let ids = 0;
const newId = () => `w-${String((ids += 1)).padStart(8, '0')}`;

export type World = ReturnType<typeof createWorld<JobRecord>>;

/** One job, its queue, topic and objects, with workers and sweepers that are interrupted anywhere. */
export const createWorld = <Job extends JobRecord>(options: WorldOptions<Job>) => {
  const { kind, record, conditionOf = (condition) => condition } = options;
  const { id } = record;
  let nowMs = Date.parse(record.createdAt);
  let isTopicUp = true;
  let isQueueUp = true;
  const clock = () => new Date(nowMs);
  const queue: string[] = [];
  const objects = new Set<string>();
  const published = new Set<string>();
  const owed = new Set<string>();
  const tokens: number[] = [];
  let last: Job = record;

  /** What is true of every state that the record comes to. */
  const watch = (job: Stored<Job>): void => {
    for (const eventId of Object.keys(job.owedEvents)) owed.add(eventId);
    expect(job.attempts).toBeGreaterThanOrEqual(0);
    expect(job.attempts).toBeLessThanOrEqual(kind.maxAttempts);
    if (sortOf(kind, last.status) === 'ended') expect(job.status, 'an end is the end').toBe(last.status);
    if (job.leaseToken > last.leaseToken) tokens.push(job.leaseToken);
    last = job;
  };

  const processOf = (interruption?: Interruption) => {
    let calls = 0;
    let isDead = false;
    const call = async <Result>(effect: () => Promise<Result>): Promise<Result> => {
      if (isDead) throw new CrashError();
      calls += 1;
      if (interruption?.at !== calls) return effect();
      const { what } = interruption;
      if (what === 'lost answer') await effect();
      else if (what === 'crash after a call') await effect();
      else if (what !== 'crash before a call') await actions[what]();
      isDead = what.startsWith('crash');
      if (isDead) throw new CrashError();
      return effect();
    };
    const update: Table<Job>['update'] = (key, change, { condition, ...rest } = {}) =>
      call(async () => {
        const changed = conditionOf(condition);
        const result = await options.table.update(key, change, { ...rest, ...(changed && { condition: changed }) });
        if (result.ok) watch(result.item);
        return result;
      });
    const table = { ...options.table, update };
    const deps = { kind, table, clock, newId, instance: 'test' };
    const notifier = {
      publish: (event: { readonly id: string }) =>
        call(async () => {
          if (!isTopicUp) throw new Error('the topic is down');
          return { messageId: String(published.add(event.id).size) };
        }),
    };
    const deletePrefix = (prefix: string) =>
      call(async () => {
        const gone = [...objects].filter((key) => key.startsWith(prefix));
        gone.forEach((key) => objects.delete(key));
        return gone.length;
      });
    const confirmPublished = createConfirmPublished(deps);
    const aftermath = createAftermath({ kind, confirmPublished, objects: { deletePrefix }, notifier });
    return { ...deps, call, aftermath, transitions: createTransitions(kind, deps), jobs: createJobWriter(deps) };
  };

  const work = async (interruption?: Interruption): Promise<void> => {
    if (queue.shift() === undefined) return;
    const { call, jobs, aftermath } = processOf(interruption);
    const runJob = createRunJob({
      ...{ kind, jobs, clock, timeoutMs: 3_600_000 },
      aftermath: createWorkerAftermath({ kind, aftermath }),
      work: options.work({ jobs, call, objects, newId }),
    });
    try {
      const outcome = await runJob(id, { log: silentLog, signal: new AbortController().signal });
      if (outcome.kind === 'retry') queue.push(id);
    } catch (error) {
      // The queue delivers the message of a worker that is gone again; and so does that of a handler that rejects.
      if (!(error instanceof CrashError)) expect(sortOf(kind, last.status)).toBe('running');
      queue.push(id);
    }
  };

  const sweep = async (interruption?: Interruption): Promise<void> => {
    const { call, table, transitions, aftermath } = processOf(interruption);
    const send = () =>
      call(async () => {
        if (!isQueueUp) throw new Error('the queue is down');
        return { messageId: String(queue.push(id)) };
      });
    const sweepJob = createSweepJob({
      ...{ kind, table, clock, transitions, aftermath },
      dispatch: createDispatchJob({ kind, table, clock, producer: { send } }),
      remove: () => Promise.reject(new Error('nobody deletes it')),
    });
    const onError = () => undefined;
    await createDueSweep<Job>({ clock, onError }, table, sweepJob)(outboxShardOf(id)).catch(() => undefined);
  };

  const read = async (): Promise<Job> => {
    const found = await options.table.get(kind.keyOf(id));
    if (!found) throw new Error('the job is gone');
    return found;
  };
  const signal = async (name = 'go') => void (await createSignalJob(processOf())(id, name));
  const pass = (ms: number) => void (nowMs += ms);
  const actions = {
    cancel: async () => {
      const { table, transitions } = processOf();
      const job = await read();
      if (sortOf(kind, job.status) !== 'ended') await writeTransition(table, transitions.cancel(job));
    },
    signal: () => signal(),
    sweep: () => sweep(),
    'two minutes pass': async () => pass(120_000),
    'another worker': async () => {
      queue.push(id);
      await work();
    },
    'another worker takes over and dies': async () => {
      pass(120_000);
      queue.push(id);
      await work({ at: 2, what: 'crash before a call' });
    },
  };

  /** Everything is up again, nobody dies, time passes: the job ends, and nothing is left to do. */
  const heal = async (): Promise<Job> => {
    [isTopicUp, isQueueUp] = [true, true];
    for (let round = 0; round < 60; round += 1) {
      const { waiting } = await read();
      const { table, transitions } = processOf();
      if (waiting?.for === 'operator') await writeTransition(table, transitions.unpark(await read()));
      else if (waiting !== undefined) await signal(waiting.for);
      const job = await read();
      if (job.outboxDueAt === undefined && queue.length === 0) return job;
      pass(Math.max(0, (job.outboxDueAt ?? nowMs) - nowMs) + 1);
      await sweep();
      for (let messages = queue.length; messages > 0; messages -= 1) await work();
    }
    throw new Error('the job never settled');
  };

  return {
    ...{ work, sweep, signal, pass, read, heal, published, owed, tokens, objects },
    cancel: actions.cancel,
    deliver: () => void queue.push(id),
    setTopic: (up: boolean) => void (isTopicUp = up),
    setQueue: (up: boolean) => void (isQueueUp = up),
  };
};
