import { useBackend } from '@snapinfra/testing';
import { expect, it } from 'vitest';
import { createCancelJob } from '../src/index.ts';
import { carefulCountingJob } from './support/counting-job.ts';
import { createJobSystems } from './support/job-systems.ts';

const { table, runningJob } = createJobSystems(await useBackend());

/** A job whose worker reports after each of so many reads of the record. */
const reporting = async (reports: number, kind?: typeof carefulCountingJob) => {
  const { system, lease } = await runningJob(kind);
  let left = reports;
  const get: typeof table.get = async (...args) => {
    const found = await table.get(...args);
    if (left > 0) await system.jobs.renew(lease, { set: { counted: (left -= 1) } });
    return found;
  };
  return { system, lease, cancel: createCancelJob({ ...system, table: { ...table, get } }) };
};

it('a job is cancelled although its worker reports meanwhile, unless it does so each time', async () => {
  const busy = await reporting(3);
  expect(await busy.cancel(busy.system.id)).toMatchObject({ kind: 'written', record: { status: 'stopped' } });
  const tooBusy = await reporting(100);
  expect(await tooBusy.cancel(tooBusy.system.id)).toMatchObject({ kind: 'lost', existing: { status: 'counting' } });
});

it('a worker that acknowledges cancellations is asked for one', async () => {
  const { system, cancel } = await reporting(1, carefulCountingJob);
  const cancelRequestedAt = system.clock().toISOString();
  expect(await cancel(system.id)).toMatchObject({ record: { status: 'counting', cancelRequestedAt } });
});

it('a job that has ended, is deleted or was never there stays as it is', async () => {
  const { system, lease, cancel } = await reporting(0);
  await system.jobs.end(lease, 'counted');
  expect(await cancel(system.id)).toMatchObject({ kind: 'lost', existing: { status: 'counted' } });
  await table.delete(system.kind.keyOf(system.id));
  expect(await cancel(system.id)).toEqual({ kind: 'lost', existing: undefined });
});
