import fc from 'fast-check';
import { expect } from 'vitest';
import { writeTransition, type Lease } from '../../src/index.ts';
import { ringBell } from './counting-job.ts';
import {
  cancelled,
  cancelWanted,
  claimed,
  ended,
  givenUp,
  isHolder,
  paused,
  requeued,
  signalled,
  swept,
  unparked,
  type JobModel,
} from './job-model.ts';
import type { JobSystem } from './job-system.ts';

type Command = fc.AsyncCommand<JobModel, JobSystem>;
type Action = (model: JobModel, system: JobSystem) => Promise<void>;

/** The record is what the model says, and nothing that is left to do is without a time to look at it. */
const compare = async (model: JobModel, system: JobSystem): Promise<void> => {
  const record = await system.read();
  expect({
    status: record.status,
    attempts: record.attempts,
    token: record.leaseToken,
    waitsFor: record.waiting?.for,
    cancelRequested: record.cancelRequestedAt !== undefined,
    notBeforeMs: record.notBeforeEpochMs,
    stepAttempts: record.step?.attempts,
    isStepDone: Object.hasOwn(record.stepResults, ringBell.name),
    signals: Object.keys(record.signals).toSorted(),
    owed: Object.values(record.owedEvents)
      .map(({ type }) => type)
      .toSorted(),
  }).toEqual({
    status: model.status,
    attempts: model.attempts,
    token: model.token,
    waitsFor: model.waitsFor,
    cancelRequested: model.cancelRequested,
    notBeforeMs: model.notBeforeMs,
    stepAttempts: model.step?.attempts,
    isStepDone: model.isStepDone,
    signals: [...model.signals].toSorted(),
    owed: model.owed.toSorted(),
  });
  expect(record.leaseHolder !== undefined).toBe(model.sort === 'running');
  const isOpen = model.sort === 'queued' || model.sort === 'running';
  if (isOpen || model.owed.length > 0) expect(record.outboxDueAt).toEqual(expect.any(Number));
  if (model.status === 'paused' && model.owed.length === 0) expect(record.outboxDueAt).toBeUndefined();
};

/** One action, whose answers are lost or not; then the record is what the model says. */
const command = (name: string, loses: boolean, action: Action): Command => ({
  check: () => true,
  run: async (model, system) => {
    system.loseAnswers(loses);
    await action(model, system);
    await compare(model, system);
  },
  toString: () => `${name}${loses ? ' (answers lost)' : ''}`,
});

interface HolderWrite {
  readonly name: string;
  readonly write: (system: JobSystem, lease: Lease, model: JobModel) => Promise<{ readonly kind: string }>;
  readonly effect: (model: JobModel, nowMs: number) => void;
  /** Whether it gives the job away: where it is to be cancelled, that is refused. */
  readonly givesAway?: boolean;
}

/** A write of a worker that was claimed some tokens ago: a stale one is refused, and only a stale one. */
const underLease = (age: number, loses: boolean, { name, write, effect, givesAway = false }: HolderWrite): Command =>
  command(`${name} of ${age} claims ago`, loses, async (model, system) => {
    const token = Math.max(1, model.token - age);
    const { kind } = await write(system, { id: system.id, token }, model);
    const isAllowed = isHolder(model, token) && !(givesAway && model.cancelRequested);
    expect(kind).toBe(isAllowed ? 'written' : 'lost');
    if (isAllowed) effect(model, system.nowMs());
  });

const error = { code: 'no', message: 'no' };
const dayMs = 86_400_000;

const holderWrites: readonly HolderWrite[] = [
  {
    name: 'renewal',
    write: ({ jobs }, lease, { step }) =>
      jobs.renew(lease, { set: { counted: 1 } }, step?.token === lease.token ? step.deadlineMs : undefined),
    effect: (model, nowMs) => (model.leaseUntilMs = nowMs + model.kind.leaseMs),
  },
  {
    name: 'end',
    write: ({ jobs }, lease) => jobs.end(lease, 'counted', { set: { counted: 10 } }),
    effect: (model) => ended(model, 'counted'),
  },
  {
    name: 'failure',
    write: ({ jobs }, lease) => jobs.fail(lease, error),
    effect: (model) => ended(model, 'broken'),
  },
  {
    name: 'giving up',
    write: ({ jobs }, lease) => jobs.giveUp(lease, error),
    effect: givenUp,
    givesAway: true,
  },
  {
    name: 'acknowledgement',
    write: ({ jobs }, lease) => jobs.acknowledgeCancel(lease),
    effect: cancelled,
  },
  {
    name: 'postponing',
    write: ({ jobs }, lease) => jobs.postpone(lease, error, { retryInMs: 1_000, counts: true }),
    effect: (model) => requeued(model, true),
    givesAway: true,
  },
  {
    name: 'postponing for a day',
    write: ({ jobs }, lease) => jobs.postpone(lease, error, { retryInMs: dayMs, counts: true }),
    effect: (model, nowMs) => requeued(model, true, nowMs + dayMs),
    givesAway: true,
  },
  {
    name: 'giving back',
    write: ({ jobs }, lease) => jobs.release(lease),
    effect: (model) => requeued(model, false),
    givesAway: true,
  },
  {
    name: 'begin of a step',
    write: ({ jobs, nowMs }, lease, { step }) => {
      const deadlineEpochMs = nowMs() + ringBell.deadlineMs;
      return jobs.beginStep(lease, {
        ...{ name: ringBell.name, intent: { token: 't' }, deadlineEpochMs },
        attempts: (step?.attempts ?? 0) + 1,
      });
    },
    effect: (model, nowMs) => {
      model.leaseUntilMs = nowMs + model.kind.leaseMs;
      const attempts = (model.step?.attempts ?? 0) + 1;
      model.step = { attempts, deadlineMs: nowMs + ringBell.deadlineMs, token: model.token };
    },
  },
  {
    name: 'end of a step',
    write: ({ jobs }, lease) => jobs.endStep(lease, ringBell.name, { rung: 1 }),
    effect: (model, nowMs) =>
      Object.assign(model, {
        leaseUntilMs: nowMs + model.kind.leaseMs,
        step: undefined,
        isStepDone: true,
        attempts: 1,
      }),
  },
];

/** A pause: at once over where its signal was given before. */
const pause = (age: number, loses: boolean, signal: string): Command =>
  command(`pause for ${signal} of ${age} claims ago`, loses, async (model, system) => {
    const token = Math.max(1, model.token - age);
    const { kind } = await system.jobs.wait({ id: system.id, token }, 'paused', { for: signal });
    const isAllowed = isHolder(model, token) && !model.cancelRequested;
    const isOver = isHolder(model, token) && model.signals.has(signal);
    const otherwise = isAllowed ? 'written' : 'lost';
    expect(kind).toBe(isOver ? 'signalled' : otherwise);
    if (kind === 'written') paused(model, signal);
  });

const claim: Action = async (model, system) => {
  const found = await system.jobs.claim(system.id);
  expect(found.kind).toBe(claimed(model, system.nowMs()));
  if (found.kind === 'claimed') expect(found).toMatchObject({ lease: { token: model.token } });
};

const cancel: Action = async (model, system) => {
  const record = await system.read();
  const written = await writeTransition(system.table, system.transitions.cancel(record));
  expect(written.kind).toBe(model.sort === 'ended' ? 'lost' : 'written');
  if (written.kind === 'written') cancelWanted(model, system.nowMs());
};

/** Somebody has read the job before it went on: what they decided then is refused. */
const staleCancel: Action = async (_, system) => {
  const record = { ...(await system.read()), version: 0 };
  const { kind } = await writeTransition(system.table, system.transitions.cancel(record));
  expect(kind).toBe('lost');
};

const signal =
  (name: string): Action =>
  async (model, system) => {
    const given = await system.signal(system.id, name);
    expect(given.kind).toBe(signalled(model, name));
  };

const wakeInTransaction: Action = async (model, system) => {
  const { ok } = await system.transact(system.transitions.wake(system.id, 'go'));
  expect(ok).toBe(model.waitsFor === 'go');
  if (ok) signalled(model, 'go');
};

const unpark: Action = async (model, system) => {
  const written = await writeTransition(system.table, system.transitions.unpark(await system.read()));
  expect(written.kind).toBe(model.waitsFor === 'operator' ? 'written' : 'lost');
  if (written.kind === 'written') unparked(model);
};

const sweep: Action = async (model, system) => {
  const { outboxDueAt = Infinity } = await system.read();
  await system.sweep();
  // A sweeper that does not hear that it has claimed a job leaves it until the claim is over.
  const isClaimed = outboxDueAt <= system.nowMs() && !system.losesAnswers();
  if (isClaimed) swept(model, system.nowMs(), system.isTopicUp());
};

const outsiders = (loses: boolean, ms: number, isTopicUp: boolean): readonly Command[] => [
  command('claim', loses, claim),
  command('claim', loses, claim),
  command('claim', loses, claim),
  command('cancel', loses, cancel),
  command('cancel of an earlier state', loses, staleCancel),
  command('sweep', loses, sweep),
  command('sweep', loses, sweep),
  command('go', loses, signal('go')),
  command('another signal', loses, signal('stop')),
  command('go, in a transaction', loses, wakeInTransaction),
  command('unpark', loses, unpark),
  command(`${ms} ms pass`, loses, async (_, system) => system.advance(ms)),
  command(`${ms} ms pass`, loses, async (_, system) => system.advance(ms)),
  command(`the topic is ${isTopicUp ? 'up' : 'down'}`, loses, async (_, system) => system.setTopic(isTopicUp)),
];

/** Claims are most frequent, so that there are holders; writes of earlier ones among them. Clocks jump back, too. */
export const anyCommand = fc
  .record({
    loses: fc.boolean(),
    age: fc.constantFrom(0, 0, 0, 1, 2),
    signal: fc.constantFrom('go', 'stop'),
    ms: fc.constantFrom(1, 30_000, 60_001, 120_000, dayMs, -20_000),
    isTopicUp: fc.boolean(),
  })
  .chain(({ loses, age, signal, ms, isTopicUp }) =>
    fc.oneof(
      fc.constantFrom(...outsiders(loses, ms, isTopicUp)),
      fc.constantFrom(...holderWrites.map((write) => underLease(age, loses, write)), pause(age, loses, signal)),
    ),
  );
