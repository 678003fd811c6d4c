import { tableNames } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { transactWrite } from '@snapinfra/aws-clients';
import { toTransactionItem, writeTransition, type Lease, type Written } from '../src/index.ts';
import { countingJob, createCountingTable, type CountingRecord } from './support/counting-job.ts';
import { claimed, ended, isClaimed, isHolder, newModel, paused, requeued, type JobModel } from './support/job-model.ts';
import { createJobSystem, type JobSystem } from './support/job-system.ts';

const backend = await useBackend();
const table = createCountingTable(backend.clients().dynamo, tableNames(backend.resources.tablePrefix).deployments);

type Command = fc.AsyncCommand<JobModel, JobSystem>;
type Step = (model: JobModel, system: JobSystem) => Promise<void>;

/** One step, whose answers are lost or not; then the record is what the model says. */
const command = (name: string, loses: boolean, step: Step): Command => ({
  check: () => true,
  run: async (model, system) => {
    system.loseAnswers(loses);
    await step(model, system);
    const { status, attempts, leaseToken: token, leaseHolder, waiting, outboxDueAt } = await system.read();
    expect({ status, attempts, token }).toEqual({ status: model.status, attempts: model.attempts, token: model.token });
    expect(leaseHolder !== undefined).toBe(model.sort === 'running');
    expect(waiting?.for).toBe(model.sort === 'waiting' ? 'go' : undefined);
    if (model.sort === 'waiting') expect(outboxDueAt).toBeUndefined();
  },
  toString: () => `${name}${loses ? ' (answers lost)' : ''}`,
});

/** A write of a worker that was claimed some tokens ago: a stale one is refused, and only a stale one. */
const underLease =
  (
    age: number,
    write: (system: JobSystem, lease: Lease) => Promise<Written<CountingRecord>>,
    effect: (model: JobModel, nowMs: number) => void,
  ): Step =>
  async (model, system) => {
    const token = Math.max(1, model.token - age);
    const { kind } = await write(system, { id: system.id, token });
    expect(kind).toBe(isHolder(model, token) ? 'written' : 'lost');
    if (kind === 'written') effect(model, system.nowMs());
  };

const claim: Step = async (model, system) => {
  const nowMs = system.nowMs();
  const found = await system.jobs.claim(system.id);
  expect(found.kind).toBe(claimed(model, nowMs));
  if (found.kind === 'claimed') expect(found).toMatchObject({ lease: { token: model.token } });
};

const cancel: Step = async (model, system) => {
  const record = await system.read();
  if (model.sort === 'ended') return;
  const written = await writeTransition(system.table, system.transitions.cancel(record));
  expect(written.kind).toBe('written');
  ended(model, 'stopped', false);
};

const wake =
  (signal: string): Step =>
  async (model, system) => {
    const written = await writeTransition(system.table, system.transitions.wake(system.id, signal));
    expect(written.kind).toBe(model.sort === 'waiting' && signal === 'go' ? 'written' : 'lost');
    if (written.kind === 'written') requeued(model, true);
  };

/** The sweeper ends what is exhausted, and nothing else. */
const sweep: Step = async (model, system) => {
  const record = await system.read();
  const isDue = record.outboxDueAt !== undefined && record.outboxDueAt <= system.nowMs();
  await system.sweep();
  const isOpen = (model.sort === 'queued' || model.sort === 'running') && !isClaimed(model, system.nowMs());
  if (isDue && isOpen && model.attempts >= countingJob.maxAttempts) ended(model, 'broken', true);
};

const steps = ([loses, age, counts, ms]: readonly [boolean, number, boolean, number]): readonly Command[] => [
  command('claim', loses, claim),
  command('cancel', loses, cancel),
  command('sweep', loses, sweep),
  command('go', loses, wake('go')),
  command('another signal', loses, wake('stop')),
  command(
    `pause of ${age} claims ago`,
    loses,
    underLease(
      age,
      (system, lease) => writeTransition(system.table, system.transitions.wait(lease, 'paused', { for: 'go' })),
      paused,
    ),
  ),
  command(`${ms} ms pass`, loses, async (_, system) => system.advance(ms)),
  command(
    `renew of ${age} claims ago`,
    loses,
    underLease(
      age,
      ({ jobs }, lease) => jobs.renew(lease, { set: { counted: 1 } }),
      (model, nowMs) => (model.leaseUntilMs = nowMs + countingJob.leaseMs),
    ),
  ),
  command(
    `end of ${age} claims ago`,
    loses,
    underLease(
      age,
      (system, lease) =>
        writeTransition(system.table, system.transitions.end(lease, 'counted', { set: { counted: 10 } })),
      (model) => ended(model, 'counted', true),
    ),
  ),
  command(
    `failure of ${age} claims ago`,
    loses,
    underLease(
      age,
      ({ jobs }, lease) => jobs.fail(lease, { code: 'no', message: 'no' }),
      (model) => ended(model, 'broken', true),
    ),
  ),
  command(
    `${counts ? 'postponing' : 'giving back'} of ${age} claims ago`,
    loses,
    underLease(
      age,
      ({ jobs }, lease) =>
        counts
          ? jobs.postpone(lease, { code: 'later', message: 'later' }, { retryInMs: 1_000, counts })
          : jobs.release(lease),
      (model) => requeued(model, counts),
    ),
  ),
];

/** Claims are most frequent, so that there are holders; renewals, ends and failures of old ones among them. */
const anyCommand = fc
  .tuple(fc.boolean(), fc.constantFrom(0, 0, 1, 2), fc.boolean(), fc.constantFrom(1, 30_000, 60_001, 120_000))
  .chain((values) => fc.constantFrom(...steps(values), command('claim', values[0], claim)));

/** All workers are gone but one that takes what comes, and time goes on: the job ends, and owes nothing any more. */
const settle = async (system: JobSystem): Promise<CountingRecord> => {
  system.loseAnswers(false);
  await writeTransition(system.table, system.transitions.wake(system.id, 'go'));
  for (let round = 0; round < 20; round += 1) {
    const record = await system.read();
    if (record.outboxDueAt === undefined) return record;
    system.advance(Math.max(0, record.outboxDueAt - system.nowMs()) + 1);
    const before = system.sent.length;
    await system.sweep();
    if (system.sent.length === before) continue;
    const found = await system.jobs.claim(system.id);
    if (found.kind !== 'claimed') continue;
    await writeTransition(system.table, system.transitions.end(found.lease, 'counted'));
  }
  throw new Error('the job never settled');
};

it('is what the model says after any steps, of holders and stale ones, with answers lost; and it ends', async () => {
  // Jobs of earlier runs are settled, so that a sweep finds this one only.
  let startMs = Date.now();
  await fc.assert(
    fc.asyncProperty(fc.commands([anyCommand], { maxCommands: 30 }), async (commands) => {
      startMs += 86_400_000;
      const system = await createJobSystem(table, startMs);
      const model = newModel();
      await fc.asyncModelRun(() => ({ model, real: system }), commands);
      const settled = await settle(system);
      expect(countingJob.statuses[settled.status]).toBe('ended');
      expect(settled).toMatchObject({ traceparent: 'of the first request' });
      expect(settled).not.toHaveProperty('unpublishedEventId');
      const owed = settled.status === 'stopped' ? 0 : 1;
      expect(new Set(system.published.map(({ id }) => id)).size).toBe(owed);
      expect(system.errors).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

const runningJob = async () => {
  const system = await createJobSystem(table, Date.now());
  const claim = await system.jobs.claim(system.id);
  if (claim.kind !== 'claimed') throw new Error(`the job is ${claim.kind}`);
  return { system, lease: claim.lease };
};

it('says what it waits for and who holds it up, and is woken by the write that ends that one', async () => {
  const [first, second] = [await runningJob(), await runningJob()];
  const reason = { for: 'turn', blockedBy: first.system.id };
  await writeTransition(table, second.system.transitions.wait(second.lease, 'paused', reason));
  expect(await second.system.read()).toMatchObject({ status: 'paused', attempts: 0, waiting: reason });
  expect(await second.system.jobs.claim(second.system.id)).toEqual({ kind: 'done' });

  const end = toTransactionItem(table, first.system.transitions.end(first.lease, 'counted'));
  const wake = toTransactionItem(table, second.system.transitions.wake(second.system.id, 'turn'));
  expect(await transactWrite(backend.clients(), [end, wake])).toEqual({ ok: true });
  expect(await first.system.read()).toMatchObject({ status: 'counted' });
  expect(await second.system.read()).toMatchObject({ status: 'ready', outboxDueAt: expect.any(Number) });
  expect(await second.system.jobs.claim(second.system.id)).toMatchObject({ kind: 'claimed', lease: { token: 2 } });
});

it('leaves both as they are where the one that ends is no longer held', async () => {
  const [first, second] = [await runningJob(), await runningJob()];
  await writeTransition(table, second.system.transitions.wait(second.lease, 'paused', { for: 'turn' }));
  const stale = { ...first.lease, token: first.lease.token - 1 };
  const end = toTransactionItem(table, first.system.transitions.end(stale, 'counted'));
  const wake = toTransactionItem(table, second.system.transitions.wake(second.system.id, 'turn'));
  expect(await transactWrite(backend.clients(), [end, wake])).toMatchObject({ ok: false });
  expect(await first.system.read()).toMatchObject({ status: 'counting' });
  expect(await second.system.read()).toMatchObject({ status: 'paused' });
});

it('is cancelled while it waits, and no signal wakes it then', async () => {
  const { system, lease } = await runningJob();
  await writeTransition(table, system.transitions.wait(lease, 'paused', { for: 'go' }));
  await writeTransition(table, system.transitions.cancel(await system.read()));
  const woken = await writeTransition(table, system.transitions.wake(system.id, 'go'));
  expect(woken).toMatchObject({ kind: 'lost', existing: { status: 'stopped' } });
  expect(await system.read()).not.toHaveProperty('waiting');
});
