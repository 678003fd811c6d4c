import { useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import {
  createRemoveJob,
  createSweepJob,
  dueAt,
  owedEventsOf,
  quietFromEpochMs,
  writeTransition,
} from '../src/index.ts';
import { carefulCountingJob, countingJob } from './support/counting-job.ts';
import { createJobSystems } from './support/job-systems.ts';

const { table, newSystem, runningJob } = createJobSystems(await useBackend());

/** A job that has ended and owes an event, with the mark of somebody who knows only when it is to be looked at. */
const endedAndMarked = async () => {
  const { system, lease } = await runningJob();
  await system.jobs.end(lease, 'counted');
  const ended = await system.read();
  const dueMs = quietFromEpochMs(countingJob, system.nowMs());
  const attributes = { deletingAt: system.clock().toISOString(), ...dueAt(system.id, dueMs) };
  await table.update(countingJob.keyOf(system.id), { attributes });
  return { system, ended, dueMs };
};

describe('a job that is marked as deleted', () => {
  it('stays due when its worker confirms the last event after the mark', async () => {
    const { system, ended, dueMs } = await endedAndMarked();
    const [owed] = owedEventsOf(ended);
    expect(await system.jobs.confirmPublished(ended, owed?.id ?? '')).toMatchObject({ deletingAt: expect.any(String) });
    expect(await system.read()).toMatchObject({ outboxDueAt: dueMs });
  });

  it('stays due when a sweep that read it before ends after the mark', async () => {
    const { system, ended, dueMs } = await endedAndMarked();
    const sweep = createSweepJob({
      ...system,
      ...{ dispatch: async () => undefined, remove: async () => undefined },
    });
    await sweep({ ...ended, owedEvents: {} });
    expect(await system.read()).toMatchObject({ outboxDueAt: dueMs });
  });

  it('owes no event, and no write of its holder or of others succeeds', async () => {
    const { system, lease } = await runningJob(carefulCountingJob);
    await system.jobs.wait(lease, 'paused', { for: 'go' });
    const paused = await system.read();
    expect(owedEventsOf(paused)).toHaveLength(1);
    expect(await createRemoveJob(system)(paused)).toMatchObject({ kind: 'written', record: { owedEvents: {} } });
    expect(await system.jobs.end(lease, 'counted')).toMatchObject({ kind: 'lost' });
    expect(await system.signal(system.id, 'go')).toMatchObject({ kind: 'unneeded' });
    await system.aftermath.publish(paused);
    expect((await system.read()).outboxDueAt).toBe(quietFromEpochMs(carefulCountingJob, system.nowMs()));
  });

  it('is due soon where it was never claimed, and else when no attempt can be storing anything', async () => {
    const system = await newSystem();
    const queued = await system.read();
    const remove = createRemoveJob(system);
    const unclaimed = await writeTransition(table, system.transitions.markDeleted(queued));
    expect(unclaimed).toMatchObject({ record: { outboxDueAt: system.nowMs() + 60_000 } });
    // Deleted twice: the first mark stays.
    expect(await remove(queued)).toMatchObject({ kind: 'lost', existing: { deletingAt: expect.any(String) } });

    const { system: other } = await runningJob();
    const asUnclaimed = { ...(await other.read()), leaseToken: 0 };
    expect(await createRemoveJob(other)(asUnclaimed, { asRead: true })).toMatchObject({ kind: 'lost' });
    expect(await other.read()).not.toHaveProperty('deletingAt');
    expect(await createRemoveJob(other)(asUnclaimed)).toMatchObject({ kind: 'written' });
    expect((await other.read()).outboxDueAt).toBe(quietFromEpochMs(countingJob, other.nowMs()));
  });

  it('is left as it is where it has changed since it was read, if that matters', async () => {
    const { system } = await runningJob();
    const read = await system.read();
    await system.signal(system.id, 'go');
    expect(await createRemoveJob(system)(read, { asRead: true })).toMatchObject({ kind: 'lost' });
    expect(await system.read()).not.toHaveProperty('deletingAt');
  });
});
