import type { AwsClients } from '@snapinfra/aws-clients';
import { codegenWorkerEnv, readEnv } from '@snapinfra/platform';
import { startFaultProxy, useBackend, waitFor } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createGatewayJobs, createSweeper } from '../src/index.ts';
import { defineTenJob, tenJob, type TenRecord } from './support/ten-job.ts';
import { buildTenWorker } from './support/ten-worker.ts';

const backend = await useBackend();
const env = readEnv(codegenWorkerEnv, backend.env);
const clients = backend.clients();
let ids = 0;
const newId = () => `ten-${String((ids += 1)).padStart(8, '0')}`;
let nowMs = Date.now();
const clock = () => new Date(nowMs);
const errors: string[] = [];
const onError = (message: string) => void errors.push(message);

const gatewayOf = (kind: typeof tenJob, { sqs }: Pick<AwsClients, 'sqs'> = clients) =>
  createGatewayJobs({ ...{ clock, newId, env, onError }, clients: { ...clients, sqs } }, kind);
const tens = gatewayOf(tenJob);

const worker = buildTenWorker({ env, clients, clock, newId });
worker.start();
afterAll(() => worker.stop());

const request = async ({ newJob }: typeof tens, kind: typeof tenJob, changes: Partial<TenRecord> = {}) => {
  const who = { userId: 'ada', tenantId: 'grace' };
  const record = { ...newJob(), ...who, projectId: 'p', correlationId: 'c', counted: 0, ...changes };
  await kind.openTable(clients, env.DYNAMODB_TABLE_PREFIX).put(kind.keyOf(record.id), record);
  return record;
};
const read = (id: string) => tens.table.get(tenJob.keyOf(id));
const reaching = (id: string, status: string) =>
  waitFor(
    async () => {
      const record = await read(id);
      return record?.status === status && record;
    },
    { what: `${id} to be ${status}` },
  );
const sweep = ({ sweep: look }: typeof tens) => createSweeper({ sweeps: [look], intervalMs: 10, onError }).sweep();

describe('a kind of job, wired by a call in the gateway and one in a worker', () => {
  it('is sent by the sweeper where the queue was down when it was woken', async () => {
    const record = await request(tens, tenJob);
    await tens.dispatch(record);
    await reaching(record.id, 'paused');
    await using proxy = await startFaultProxy(backend.endpoints.sqs);
    await proxy.set('refuse');
    const { sqs } = backend.clients({ endpoints: { sqs: proxy.url } });
    expect(await gatewayOf(tenJob, { sqs }).alone.signal(record.id, 'go')).toMatchObject({ kind: 'woken' });
    expect(errors.splice(0)).toEqual(['the message of a ten was not sent: the sweeper will send it']);
    nowMs += 60_000;
    expect(await sweep(tens)).toBe(1);
    await reaching(record.id, 'counted');
  });

  it('is cancelled by a transition, and queued again by an operator', async () => {
    const cancelled = await request(tens, tenJob);
    expect(await tens.alone.write(tens.transitions.cancel(cancelled))).toMatchObject({ record: { status: 'stopped' } });
    const waiting = { for: 'operator', since: clock().toISOString() };
    const parked = await request(tens, tenJob, { status: 'stuck', waiting, counted: 6 });
    expect(await tens.alone.write(tens.transitions.unpark(parked))).toMatchObject({ kind: 'written' });
    await reaching(parked.id, 'counted');
  });

  it('takes with it what its attempts stored, whatever its status is', async () => {
    const leftoverPrefixes = ({ id, status }: TenRecord) => (status === 'broken' ? [`tens/${id}/`] : []);
    const deleted: string[] = [];
    const objects = { deletePrefix: async (prefix: string) => deleted.push(prefix) };
    const storing = { ...tenJob, leftoverPrefixes };
    const gateway = createGatewayJobs({ clock, newId, env, onError, clients, resources: { objects } }, storing);
    const record = await request(gateway, storing);
    await gateway.alone.remove(record);
    nowMs += 60_000;
    expect(await sweep(gateway)).toBe(1);
    expect(deleted).toEqual([`tens/${record.id}/`]);
    expect(await read(record.id)).toBeUndefined();
  });

  it('shares a table with other kinds, whose due jobs are not its own', async () => {
    const keyOf = (id: string) => ({ pk: `OTHER#${id}`, sk: 'RECORD' });
    const otherJob = defineTenJob({ ...tenJob, name: 'other', keyOf });
    const others = gatewayOf(otherJob);
    await request(others, otherJob);
    nowMs += 60_000;
    expect(await sweep(tens)).toBe(0);
    expect(await sweep(others)).toBe(1);
    expect(errors).toEqual([]);
  });
});
