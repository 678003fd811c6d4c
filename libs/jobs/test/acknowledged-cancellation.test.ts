import { useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import { owedEventsOf, writeTransition } from '../src/index.ts';
import { carefulCountingJob } from './support/counting-job.ts';
import { createJobSystems } from './support/job-systems.ts';

const { table, newSystem, runningJob } = createJobSystems(await useBackend());

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
