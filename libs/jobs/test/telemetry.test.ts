import { recordTelemetry, useBackend } from '@snapinfra/testing';
import { tableNames } from '@snapinfra/platform';
import { expect, it } from 'vitest';
import { createRunJob, createSweepJob, createWorkerAftermath, type JobWork } from '../src/index.ts';
import { silentLog } from './support/attempts.ts';
import { countingJob, createCountingTable, type CountingRecord } from './support/counting-job.ts';
import { createJobSystem } from './support/job-system.ts';

const backend = await useBackend();
const { dynamo } = backend.clients();
const table = createCountingTable(dynamo, tableNames(backend.resources.tablePrefix).deployments);
const firstRequest = 'of the first request';

/** A job, and a worker that is measured. */
const measured = async () => {
  const system = await createJobSystem(table, { kind: countingJob, dynamo, startMs: Date.now() });
  const { telemetry, metrics, spans } = recordTelemetry();
  const run = (work: JobWork<CountingRecord>, traceparent: string) =>
    createRunJob({
      ...system,
      ...{ work, telemetry, timeoutMs: 60_000 },
      aftermath: createWorkerAftermath(system),
    })(system.id, { log: silentLog, signal: new AbortController().signal, traceparent });
  const namesOf = () => metrics.map(({ name, dimensions }) => [name, ...Object.values(dimensions)].join(' '));
  return { system, telemetry, metrics, spans, run, namesOf };
};

it('tells claims, attempts, waits and the end, each attempt linked to the first request', async () => {
  const { system, spans, metrics, run, namesOf } = await measured();
  const { jobs } = system;
  await run(() => Promise.reject(new Error('no')), 'of the first delivery');
  await run(({ lease }) => jobs.wait(lease, 'paused', { for: 'go' }) as ReturnType<typeof jobs.end>, 'of the second');
  await system.signal(system.id, 'go');
  system.advance(5_000);
  await run(({ lease }) => jobs.end(lease, 'counted'), 'of the third');

  expect(namesOf()).toEqual([
    'job.claims count claimed',
    'job.attempt.duration count ready',
    'job.claims count claimed',
    'job.waits count paused',
    'job.attempt.duration count paused',
    'job.claims count claimed',
    'job.duration count counted',
    'job.attempt.duration count counted',
  ]);
  expect(metrics.find(({ name }) => name === 'job.duration')?.value).toBe(5_000);
  expect(spans.map(({ name, parent, links, attributes }) => ({ name, parent, links, attempt: attributes }))).toEqual(
    [
      ['of the first delivery', '1', 'ready'],
      ['of the second', '2', 'paused'],
      ['of the third', '2', 'counted'],
    ].map(([parent, attempt, status]) => ({
      name: 'job.attempt',
      parent,
      links: [firstRequest],
      attempt: { 'job.kind': 'count', 'job.id': system.id, 'job.attempt': attempt, 'job.status': status },
    })),
  );
});

it('tells of messages without work, and of what the sweeper does', async () => {
  const { system, telemetry, run, namesOf, spans } = await measured();
  await system.jobs.claim(system.id);
  const never: JobWork<CountingRecord> = () => Promise.reject(new Error('nobody works'));
  expect(await run(never, 'of a second delivery')).toMatchObject({ kind: 'retry' });
  const sweep = createSweepJob({
    ...system,
    ...{ telemetry, dispatch: async () => undefined, remove: async () => undefined },
  });
  system.advance(countingJob.leaseMs + 1);
  await sweep(await system.read());
  await sweep({ ...(await system.read()), attempts: countingJob.maxAttempts });
  expect(namesOf()).toEqual(['job.claims count held', 'job.sweeps count dispatch']);
  expect(spans).toEqual([]);
});

it('counts no end that somebody else has written', async () => {
  const { system, run, namesOf } = await measured();
  await run(async ({ lease }) => {
    await system.jobs.end(lease, 'counted');
    return system.jobs.end(lease, 'counted');
  }, 'of a delivery');
  expect(namesOf()).toEqual(['job.claims count claimed', 'job.attempt.duration count lost']);
});
