import { useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import { createSignalJob } from '../src/index.ts';
import { carefulCountingJob } from './support/counting-job.ts';
import { createJobSystems } from './support/job-systems.ts';

const { table, runningJob } = createJobSystems(await useBackend());

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
