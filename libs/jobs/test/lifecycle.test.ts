import { tableNames } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import { itemExists, transactWrite } from '@snapinfra/aws-clients';
import {
  createAftermath,
  createConfirmPublished,
  createSignalJob,
  maxOwedEvents,
  owedEventsOf,
  toTransactionItem,
  transactTransition,
  writeTransition,
} from '../src/index.ts';
import { carefulCountingJob, countingJob, createCountingTable, ringBell } from './support/counting-job.ts';
import { createJobSystem } from './support/job-system.ts';

const backend = await useBackend();
const { dynamo } = backend.clients();
const table = createCountingTable(dynamo, tableNames(backend.resources.tablePrefix).deployments);

// Jobs of earlier tests are not due yet, so that a sweep finds one only.
let startMs = Date.now();
const newSystem = (kind = countingJob) =>
  createJobSystem(table, { kind, dynamo, startMs: (startMs -= 30 * 86_400_000) });

const runningJob = async (kind = countingJob) => {
  const system = await newSystem(kind);
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
  expect(await transactWrite({ dynamo }, [end, wake])).toEqual({ ok: true });
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
  expect(await transactWrite({ dynamo }, [end, wake])).toMatchObject({ ok: false });
  expect(await first.system.read()).toMatchObject({ status: 'counting' });
  expect(await second.system.read()).toMatchObject({ status: 'paused' });
});

it('is written with other items, all or none, and given back as it is then', async () => {
  const { system, lease } = await runningJob();
  const first = await newSystem();
  const wake = toTransactionItem(table, first.transitions.wake(first.id, 'go'));
  const refused = await transactTransition({ dynamo }, table, system.transitions.end(lease, 'counted'), [wake]);
  expect(refused).toMatchObject({ kind: 'lost', existing: { status: 'counting' } });

  const check = table.toCheck(first.kind.keyOf(first.id), itemExists);
  const written = await transactTransition({ dynamo }, table, system.transitions.end(lease, 'counted'), [check]);
  expect(written).toMatchObject({ kind: 'written', record: { status: 'counted' } });
  const again = await transactTransition({ dynamo }, table, system.transitions.end(lease, 'broken'), [check]);
  expect(again).toMatchObject({ kind: 'lost', existing: { status: 'counted' } });
});

it('is cancelled while it waits, and no signal wakes it then', async () => {
  const { system, lease } = await runningJob();
  await writeTransition(table, system.transitions.wait(lease, 'paused', { for: 'go' }));
  await writeTransition(table, system.transitions.cancel(await system.read()));
  const woken = await writeTransition(table, system.transitions.wake(system.id, 'go'));
  expect(woken).toMatchObject({ kind: 'lost', existing: { status: 'stopped' } });
  expect(await system.read()).not.toHaveProperty('waiting');
});

it('keeps its end where somebody cancels it then', async () => {
  const { system, lease } = await runningJob();
  await system.jobs.end(lease, 'counted');
  const written = await writeTransition(table, system.transitions.cancel(await system.read()));
  expect(written).toMatchObject({ kind: 'lost', existing: { status: 'counted' } });
});

it('does not change by `own` what only the mechanism may add to', async () => {
  const { system, lease } = await runningJob();
  // @ts-expect-error -- it would be dropped
  const written = await system.jobs.renew(lease, { add: { counted: 1 } });
  expect(written).toMatchObject({ kind: 'written', record: { counted: 0 } });
});

describe('a signal that could not be given', () => {
  it('is told as refused where the record remembers no more of them', async () => {
    const { system } = await runningJob();
    for (let count = 0; count < 50; count += 1) await system.signal(system.id, `turn ${count}`);
    expect(await system.signal(system.id, 'turn 0')).toMatchObject({ kind: 'unneeded' });
    expect(await system.signal(system.id, 'go')).toMatchObject({ kind: 'refused', reason: 'full' });
  });

  it('is told as refused where the status is of a later version', async () => {
    const { system } = await runningJob();
    await table.update(system.kind.keyOf(system.id), { set: { status: 'verifying' } });
    expect(await system.signal(system.id, 'go')).toMatchObject({ kind: 'refused', reason: 'unknown_status' });
  });

  it('is unneeded where the job has ended', async () => {
    const { system, lease } = await runningJob();
    await system.jobs.end(lease, 'counted');
    expect(await system.signal(system.id, 'go')).toMatchObject({ kind: 'unneeded' });
  });
});

it('waits for no signal of the name that parked jobs have, and is given none', async () => {
  const { system, lease } = await runningJob(carefulCountingJob);
  await expect(system.jobs.wait(lease, 'paused', { for: 'operator' })).rejects.toThrow(RangeError);
  await expect(system.signal(system.id, 'operator')).rejects.toThrow(RangeError);
});

describe('a signal that comes before the wait', () => {
  it('is remembered: the wait is over at once, also for a later attempt', async () => {
    const { system, lease } = await runningJob();
    expect(await system.signal(system.id, 'go')).toMatchObject({ kind: 'remembered' });
    expect(await system.signal(system.id, 'go')).toMatchObject({ kind: 'unneeded' });
    expect(await system.jobs.wait(lease, 'paused', { for: 'go' })).toMatchObject({ kind: 'signalled' });
    expect(await system.read()).toMatchObject({ status: 'counting', attempts: 1 });
    await system.jobs.release(lease);
    const again = await system.jobs.claim(system.id);
    expect(again.kind === 'claimed' && (await system.jobs.wait(again.lease, 'paused', { for: 'go' })).kind).toBe(
      'signalled',
    );
  });

  it('is no use to another wait, nor to one whose lease is lost', async () => {
    const { system, lease } = await runningJob();
    await system.signal(system.id, 'go');
    const stale = { ...lease, token: lease.token - 1 };
    expect(await system.jobs.wait(stale, 'paused', { for: 'go' })).toMatchObject({ kind: 'lost' });
    expect(await system.jobs.wait(lease, 'paused', { for: 'approval' })).toMatchObject({ kind: 'written' });
    expect(await system.signal(system.id, 'approval')).toMatchObject({ kind: 'woken', record: { status: 'ready' } });
  });

  it('wakes a job that begins to wait while the signal is on its way', async () => {
    const { system, lease } = await runningJob();
    let waits: Promise<unknown> | undefined;
    const update: typeof system.table.update = async (...args) => {
      const result = await system.table.update(...args);
      // Between the first look, which finds it at work, and the next.
      waits ??= system.jobs.wait(lease, 'paused', { for: 'go' });
      await waits;
      return result;
    };
    const give = createSignalJob({ ...system, table: { update } });
    expect(await give(system.id, 'go')).toMatchObject({ kind: 'woken', record: { status: 'ready' } });
  });
});

describe('a job whose worker acknowledges cancellations', () => {
  const cancelRunning = async () => {
    const { system, lease } = await runningJob(carefulCountingJob);
    await writeTransition(table, system.transitions.cancel(await system.read()));
    expect(await system.read()).toMatchObject({ status: 'counting', cancelRequestedAt: expect.any(String) });
    return { system, lease };
  };

  it('runs until its worker has noticed with the next renewal, and acknowledged it', async () => {
    const { system, lease } = await cancelRunning();
    expect(await system.jobs.renew(lease)).toMatchObject({ record: { cancelRequestedAt: expect.any(String) } });
    expect(await system.jobs.acknowledgeCancel(lease)).toMatchObject({ record: { status: 'stopped' } });
    expect(owedEventsOf(await system.read())).toMatchObject([{ type: 'stopped' }]);
  });

  it('may end as if nothing had been said, but is not queued again', async () => {
    const { system, lease } = await cancelRunning();
    expect(await system.jobs.release(lease)).toMatchObject({ kind: 'lost' });
    expect(await system.jobs.wait(lease, 'paused', { for: 'go' })).toMatchObject({ kind: 'lost' });
    expect(await system.jobs.end(lease, 'counted')).toMatchObject({ record: { status: 'counted' } });
  });

  it('is cancelled by the sweeper, or by the next worker, once its holder is gone', async () => {
    const swept = await cancelRunning();
    await swept.system.sweep();
    expect(await swept.system.read()).toMatchObject({ status: 'counting' });
    swept.system.advance(carefulCountingJob.leaseMs + carefulCountingJob.leaseGraceMs + 1);
    await swept.system.sweep();
    expect(await swept.system.read()).toMatchObject({ status: 'stopped', owedEvents: {} });
    expect(swept.system.published).toMatchObject([{ type: 'stopped' }]);

    const found = await cancelRunning();
    found.system.advance(carefulCountingJob.leaseMs + 1);
    expect(await found.system.jobs.claim(found.system.id)).toMatchObject({
      kind: 'cancelled',
      record: { status: 'stopped' },
    });
  });

  it('is cancelled at once while it is queued or waits', async () => {
    const queued = await newSystem(carefulCountingJob);
    await writeTransition(table, queued.transitions.cancel(await queued.read()));
    expect(await queued.read()).toMatchObject({ status: 'stopped' });
    const { system, lease } = await runningJob(carefulCountingJob);
    await system.jobs.wait(lease, 'paused', { for: 'go' });
    await writeTransition(table, system.transitions.cancel(await system.read()));
    expect(await system.read()).toMatchObject({ status: 'stopped' });
    expect(owedEventsOf(await system.read()).map(({ type }) => type)).toEqual(['paused', 'stopped']);
  });
});

describe('events that one record owes', () => {
  it('are published and confirmed one by one: one that fails holds up no other', async () => {
    const { system, lease } = await runningJob(carefulCountingJob);
    await system.jobs.end(lease, 'counted');
    const [first] = owedEventsOf(await system.read());
    const published: string[] = [];
    const notifier = {
      publish: async ({ id, type }: { readonly id: string; readonly type: string }) => {
        if (id === first?.id) throw new Error('it is too large');
        return { messageId: String(published.push(type)) };
      },
    };
    const confirmPublished = createConfirmPublished(system);
    const objects = { deletePrefix: async () => 0 };
    const aftermath = createAftermath({ kind: system.kind, confirmPublished, objects, notifier });
    await expect(aftermath.publish(await system.read())).rejects.toThrow('too large');
    expect(published).toHaveLength(1);
    expect(owedEventsOf(await system.read())).toEqual([first]);
    await system.aftermath.publish(await system.read());
    expect((await system.read()).owedEvents).toEqual({});
    expect(await system.read()).not.toHaveProperty('outboxDueAt');
  });

  it('are bounded: a job that owes as many as it may does not wait again before some are out', async () => {
    const { system, lease } = await runningJob(carefulCountingJob);
    system.setTopic(false);
    let held = lease;
    for (let count = 0; count < maxOwedEvents; count += 1) {
      await system.jobs.wait(held, 'paused', { for: `turn ${count}` });
      await system.signal(system.id, `turn ${count}`);
      const claim = await system.jobs.claim(system.id);
      if (claim.kind !== 'claimed') throw new Error(claim.kind);
      held = claim.lease;
    }
    expect(await system.jobs.wait(held, 'paused', { for: 'one more' })).toMatchObject({ kind: 'lost' });
    await system.aftermath.publish(await system.read()).catch(() => undefined);
    system.setTopic(true);
    await system.aftermath.publish(await system.read());
    expect(await system.jobs.wait(held, 'paused', { for: 'one more' })).toMatchObject({ kind: 'written' });
    expect(system.published).toHaveLength(maxOwedEvents);
  });
});

describe('a job whose attempts are spent', () => {
  it('is parked where its kind says so, and queued again by an operator with all attempts', async () => {
    const { system, lease } = await runningJob(carefulCountingJob);
    await system.jobs.giveUp(lease, { code: 'attempts_exhausted', message: 'no' });
    expect(await system.read()).toMatchObject({ status: 'stuck', waiting: { for: 'operator' } });
    expect(await system.jobs.claim(system.id)).toEqual({ kind: 'done' });
    await writeTransition(table, system.transitions.unpark(await system.read()));
    expect(await system.read()).toMatchObject({ status: 'ready', attempts: 0 });
    expect(await system.jobs.claim(system.id)).toMatchObject({ kind: 'claimed' });
  });

  it('is not queued again by an operator where it is not parked', async () => {
    const { system, lease } = await runningJob();
    await system.jobs.wait(lease, 'paused', { for: 'go' });
    expect(await writeTransition(table, system.transitions.unpark(await system.read()))).toMatchObject({
      kind: 'lost',
    });
  });
});

it('waits for days without a message, and is sent when its time has come', async () => {
  const dayMs = 86_400_000;
  const { system, lease } = await runningJob();
  const again = { retryInMs: 3 * dayMs, counts: true };
  await system.jobs.postpone(lease, { code: 'later', message: 'later' }, again);
  // A message that was delivered twice finds nothing to do.
  expect(await system.jobs.claim(system.id)).toEqual({ kind: 'done' });
  system.advance(2 * dayMs);
  expect(await system.sweep()).toBe(0);
  system.advance(dayMs - 1_000);
  expect(await system.jobs.claim(system.id)).toEqual({ kind: 'held', expiresInMs: 1_000 });
  system.advance(1_000);
  await system.sweep();
  expect(system.sent).toEqual([system.id]);
  expect(await system.jobs.claim(system.id)).toMatchObject({ kind: 'claimed', record: { attempts: 2 } });
});

describe('a step past its deadline', () => {
  const begin = async (attempts: number) => {
    const { system, lease } = await runningJob(carefulCountingJob);
    const deadlineEpochMs = system.nowMs() + 30_000;
    const step = { name: ringBell.name, attempts, deadlineEpochMs, intent: { token: 't' } };
    await system.jobs.beginStep(lease, step);
    // Its worker is stuck, but renews its lease.
    system.advance(30_000 + carefulCountingJob.leaseGraceMs + 1);
    await system.jobs.renew(lease, {}, deadlineEpochMs);
    await system.sweep();
    return { system, lease };
  };

  it('is taken from its holder and begun again, with its intent', async () => {
    const { system, lease } = await begin(1);
    const record = await system.read();
    expect(record).toMatchObject({ status: 'ready', attempts: 0, step: { intent: { token: 't' }, attempts: 1 } });
    expect(record.error).toEqual({
      code: 'step_deadline_exceeded',
      message: 'The step ring-bell of the careful count took longer than it may.',
    });
    expect(await system.jobs.renew(lease)).toMatchObject({ kind: 'lost' });
  });

  it('gives the job up where no attempt at the step is left', async () => {
    const { system } = await begin(ringBell.maxAttempts);
    expect(await system.read()).toMatchObject({ status: 'stuck', error: { code: 'step_attempts_exhausted' } });
  });

  it('is no concern of a later holder that has not begun it', async () => {
    const { system, lease } = await runningJob(carefulCountingJob);
    const step = { name: ringBell.name, attempts: 1, deadlineEpochMs: system.nowMs() + 30_000, intent: { token: 't' } };
    await system.jobs.beginStep(lease, step);
    system.advance(carefulCountingJob.leaseMs + 1);
    const claim = await system.jobs.claim(system.id);
    if (claim.kind !== 'claimed') throw new Error(claim.kind);
    system.advance(carefulCountingJob.leaseMs + carefulCountingJob.leaseGraceMs);
    await system.jobs.renew(claim.lease, {}, system.nowMs() - carefulCountingJob.leaseGraceMs - 1);
    await system.sweep();
    expect(await system.read()).toMatchObject({ status: 'counting', leaseToken: claim.lease.token });
  });

  it('is not taken from a holder that is undoing it for a cancellation', async () => {
    const { system, lease } = await runningJob(carefulCountingJob);
    const deadlineEpochMs = system.nowMs() + 30_000;
    await system.jobs.beginStep(lease, { name: ringBell.name, attempts: 1, deadlineEpochMs, intent: { token: 't' } });
    await writeTransition(table, system.transitions.cancel(await system.read()));
    system.advance(30_000 + carefulCountingJob.leaseGraceMs + 1);
    await system.jobs.renew(lease, {}, deadlineEpochMs);
    await system.sweep();
    expect(await system.read()).toMatchObject({ status: 'counting' });
    expect(await system.jobs.acknowledgeCancel(lease)).toMatchObject({ record: { status: 'stopped' } });
  });
});
