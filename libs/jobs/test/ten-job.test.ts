import { codegenWorkerEnv, idBelowProject, readEnv } from '@snapinfra/platform';
import { createInbox, useBackend, waitFor } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createGatewayJobs, createSweeper } from '../src/index.ts';
import { tenJob } from './support/ten-job.ts';
import { buildTenWorker } from './support/ten-worker.ts';

const backend = await useBackend();
const inbox = await createInbox(backend);
const env = readEnv(codegenWorkerEnv, backend.env);
const clients = backend.clients();
let ids = 0;
const newId = () => String((ids += 1)).padStart(26, '0');
const projectId = newId();
let nowMs = Date.now();
const clock = () => new Date(nowMs);
const onError = (message: string, error: unknown) => {
  throw new Error(message, { cause: error });
};

const jobs = createGatewayJobs({ clock, newId, env, clients, onError }, tenJob);
const sweeper = createSweeper({ sweeps: [jobs.sweep], intervalMs: 10, onError });
const worker = buildTenWorker({ env, clients, clock, newId });
worker.start();
afterAll(() => worker.stop());

const request = async () => {
  const who = { userId: 'ada', tenantId: 'grace' };
  const id = idBelowProject(projectId, newId());
  const record = { ...jobs.newJob(id), ...who, projectId, correlationId: 'c', counted: 0 };
  await tenJob.openTable(clients, env.DYNAMODB_TABLE_PREFIX).put(tenJob.keyOf(record.id), record);
  return record;
};
const read = (id: string) => jobs.table.get(tenJob.keyOf(id));
const reaching = (id: string, status: string) =>
  waitFor(
    async () => {
      const record = await read(id);
      return record?.status === status && record;
    },
    { what: `${id} to be ${status}` },
  );

describe('a job that counts to ten', () => {
  it('is requested, waits, goes on at its signal, ends and publishes its event', async () => {
    const record = await request();
    await jobs.dispatch(record);
    expect(await reaching(record.id, 'paused')).toMatchObject({ counted: 5, attempts: 0 });
    expect(await jobs.alone.signal(record.id, 'go')).toMatchObject({ kind: 'woken' });
    expect(await reaching(record.id, 'counted')).toMatchObject({ counted: 10 });
    const { body } = await inbox.eventOf(record.id);
    expect(JSON.parse(body)).toMatchObject({ type: 'ten.finished', payload: { tenId: record.id, counted: 10 } });
    await waitFor(async () => (await read(record.id))?.outboxDueAt === undefined, {
      what: 'the event to be confirmed',
    });
  });

  it('is sent by the sweeper where nobody dispatched it', async () => {
    const { id } = await request();
    nowMs += 60_000;
    expect(await sweeper.sweep()).toBe(1);
    await reaching(id, 'paused');
  });

  it('is cancelled', async () => {
    const { id } = await request();
    expect(await jobs.alone.cancel(id)).toMatchObject({ kind: 'written', record: { status: 'stopped' } });
  });

  it('is removed by the sweeper once it is deleted', async () => {
    const record = await request();
    expect(await jobs.alone.remove(record)).toMatchObject({ kind: 'written' });
    expect(await sweeper.sweep()).toBe(0);
    nowMs += 60_000;
    expect(await sweeper.sweep()).toBe(1);
    expect(await read(record.id)).toBeUndefined();
  });
});
