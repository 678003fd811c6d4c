import { itemExists, transactWrite } from '@snapinfra/aws-clients';
import { useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import {
  createAftermath,
  createConfirmPublished,
  maxOwedEvents,
  owedEventsOf,
  toTransactionItem,
  transactTransition,
  writeTransition,
} from '../src/index.ts';
import { carefulCountingJob } from './support/counting-job.ts';
import { createJobSystems } from './support/job-systems.ts';

const { dynamo, table, newSystem, runningJob } = createJobSystems(await useBackend());

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
  const conflict = { code: 'condition_failed' };
  expect(refused).toMatchObject({ kind: 'lost', existing: { status: 'counting' }, conflicts: [undefined, conflict] });

  const check = table.toCheck(first.kind.keyOf(first.id), itemExists);
  const written = await transactTransition({ dynamo }, table, system.transitions.end(lease, 'counted'), [check]);
  expect(written).toMatchObject({ kind: 'written', record: { status: 'counted' } });
  const again = await transactTransition({ dynamo }, table, system.transitions.end(lease, 'broken'), [check]);
  expect(again).toMatchObject({ kind: 'lost', existing: { status: 'counted' }, conflicts: [conflict, undefined] });
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
