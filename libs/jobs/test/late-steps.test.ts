import { useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import { writeTransition } from '../src/index.ts';
import { carefulCountingJob, ringBell } from './support/counting-job.ts';
import { createJobSystems } from './support/job-systems.ts';

const { table, runningJob } = createJobSystems(await useBackend());

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
