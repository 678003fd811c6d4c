import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import {
  cancelCodeGeneration,
  createProject,
  deleteCodeGeneration,
  deleteProject,
  deleteSchema,
  generateCode,
} from '@snapinfra/contracts';
import {
  apiEnv,
  codeGenerationArchiveKey,
  codeGenerationKey,
  codeGenerationMaxAttempts,
  codeGenerationPrefix,
  codeGenerationAttemptMs,
  outboxShardOf,
  readEnv,
  recordKey,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import { projectKey } from '../src/access/project-head.ts';
import { createGatewayJobs, createSweeper, owedEventsOf, quietFromEpochMs } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import { startFaultProxy, useBackend, waitFor } from '@snapinfra/testing';
import Type from 'typebox';
import { afterAll, describe, expect, it } from 'vitest';
import { complete, storedRecord } from './support/generations.ts';
import { goodSchema } from './support/models.ts';
import { startApi, testEnv } from './support/start-api.ts';

const backend = await useBackend();
const sqsProxy = await startFaultProxy(backend.endpoints.sqs);
const snsProxy = await startFaultProxy(backend.endpoints.sns);
let nowMs = Date.now();
const clock = () => new Date(nowMs);
const faulty = backend.clients({ endpoints: { sqs: sqsProxy.url, sns: snsProxy.url } });
const api = await startApi(backend, { clock, clients: faulty });
const second = await startApi(backend, { clock });
afterAll(async () => {
  await Promise.all([api.close(), second.close()]);
  await Promise.all([sqsProxy.stop(), snsProxy.stop()]);
});

const { sqs } = backend.clients();
const bodies: string[] = [];
const receive = async () => {
  const poll = new ReceiveMessageCommand({
    QueueUrl: backend.resources.queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 1,
  });
  const { Messages = [] } = await sqs.send(poll);
  bodies.push(...Messages.map(({ Body = '' }) => Body));
  for (const { ReceiptHandle } of Messages) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl: backend.resources.queueUrl, ReceiptHandle }));
  }
  return Messages.length;
};
const messagesOf = async (id: string, atLeast: number) => {
  await waitFor(
    async () => {
      await receive();
      return bodies.filter((body) => body.includes(id)).length >= atLeast;
    },
    { what: `${atLeast} messages of ${id}` },
  );
  while ((await receive()) > 0);
  return bodies.filter((body) => body.includes(id)).length;
};

const newGeneration = async () => {
  const project = await api.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema } });
  const projectId = project.body.data.id;
  const { body } = await api.expectStatus(202, generateCode, { body: { projectId } });
  await api.deps.background.drain();
  return { projectId, id: body.data.id };
};

const owed = (eventId: string) => ({ [eventId]: { type: 'finished', occurredAt: clock().toISOString() } });
const change = (id: string, set: Partial<CodeGenerationRecord>) =>
  api.stores.generations.update(codeGenerationKey(id), { set, add: { version: 1 } });

const apiEnvironment = readEnv(apiEnv, { ...backend.env, ...testEnv });
const sweepBoth = () => Promise.all([api.deps.sweeper.sweep(), second.deps.sweeper.sweep()]);

describe('the sweeper', () => {
  it('sends messages that could not be sent, once with two instances', async () => {
    await sqsProxy.set('refuse');
    const { id } = await newGeneration();
    expect((await storedRecord(api, id)).outboxDueAt).toBe(nowMs + 30_000);
    await sweepBoth();
    await sqsProxy.set('up');
    nowMs += 31_000;
    await sweepBoth();
    await sweepBoth();
    expect(await messagesOf(id, 1)).toBe(1);
    expect((await storedRecord(api, id)).outboxDueAt).toBe(nowMs + 15 * 60_000);
  });

  it('retries with growing pauses while the queue is down', async () => {
    await sqsProxy.set('refuse');
    const { id } = await newGeneration();
    const pauses: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      nowMs = (await storedRecord(api, id)).outboxDueAt ?? 0;
      await api.deps.sweeper.sweep();
      pauses.push(((await storedRecord(api, id)).outboxDueAt ?? 0) - nowMs);
    }
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses[3]).toBeGreaterThan(2 * (pauses[0] ?? 0));
    await sqsProxy.set('up');
    nowMs = (await storedRecord(api, id)).outboxDueAt ?? 0;
    await api.deps.sweeper.sweep();
    expect(await messagesOf(id, 1)).toBe(1);
  });

  it('sends a message again when it was lost, and when the lease of its job has expired', async () => {
    const { id } = await newGeneration();
    nowMs += 16 * 60_000;
    await sweepBoth();
    expect(await messagesOf(id, 2)).toBe(2);
    await change(id, {
      status: 'processing',
      attempts: 1,
      leaseExpiresAtEpochMs: nowMs + 60_000,
      outboxDueAt: nowMs + 90_000,
    });
    await sweepBoth();
    expect(await messagesOf(id, 2)).toBe(2);
    nowMs += 91_000;
    await sweepBoth();
    expect(await messagesOf(id, 3)).toBe(3);
    expect(await storedRecord(api, id)).toMatchObject({ status: 'processing', attempts: 1 });
  });

  it('fails a job without attempts left, and publishes that', async () => {
    const { id } = await newGeneration();
    const spent = { attempts: codeGenerationMaxAttempts, leaseExpiresAtEpochMs: nowMs - 1, outboxDueAt: nowMs - 1 };
    await snsProxy.set('refuse');
    await change(id, { status: 'processing', leaseHolder: 'gone', ...spent });
    await api.deps.sweeper.sweep();
    const failed = await storedRecord(api, id);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'attempts_exhausted' } });
    expect(failed).not.toHaveProperty('leaseHolder');
    expect(owedEventsOf(failed)).toHaveLength(1);
    await snsProxy.set('up');
    nowMs = (failed.outboxDueAt ?? 0) + 1;
    await sweepBoth();
    const published = await storedRecord(api, id);
    expect(published.owedEvents).toEqual({});
    expect(published).not.toHaveProperty('outboxDueAt');
    expect(published.version).toBe(failed.version);
  });

  it('publishes events that a worker could not publish', async () => {
    const { id } = await newGeneration();
    await complete(api, await storedRecord(api, id));
    await change(id, { owedEvents: owed('event'), outboxShard: '0', outboxDueAt: nowMs });
    await sweepBoth();
    expect(await storedRecord(api, id)).not.toHaveProperty('outboxDueAt');
  });

  it('removes objects that a worker stored after its generation was deleted', async () => {
    const { id } = await newGeneration();
    await change(id, { status: 'processing', leaseToken: 1, leaseExpiresAtEpochMs: nowMs + 60_000 });
    await api.expectStatus(200, deleteCodeGeneration, { params: { generationId: id } });
    const late = `${codeGenerationPrefix(id)}1/archive.zip`;
    await api.stores.objects.put(late, 'late', { contentType: 'application/zip' });
    nowMs += codeGenerationAttemptMs;
    await sweepBoth();
    expect(await api.stores.objects.head(late)).toBeDefined();
    nowMs += 31_000;
    await sweepBoth();
    expect(await api.stores.objects.head(late)).toBeUndefined();
    expect(await api.stores.generations.get(codeGenerationKey(id))).toBeUndefined();
  });

  it('waits for workers also where the job was cancelled before it was deleted, or its project is deleted', async () => {
    const [cancelled, ofProject] = [await newGeneration(), await newGeneration()];
    const lease = { status: 'processing', leaseToken: 1, leaseExpiresAtEpochMs: nowMs + 60_000 };
    for (const { id } of [cancelled, ofProject]) await change(id, lease);
    for (const { id } of [cancelled, ofProject]) {
      await api.expectStatus(200, cancelCodeGeneration, { params: { generationId: id } });
    }
    await api.expectStatus(200, deleteCodeGeneration, { params: { generationId: cancelled.id } });
    await api.expectStatus(200, deleteProject, { params: { projectId: ofProject.projectId } });
    for (const { id } of [cancelled, ofProject]) {
      expect((await storedRecord(api, id)).outboxDueAt).toBe(quietFromEpochMs(codeGenerationJob, nowMs));
    }
  });

  it('waits for a worker that claimed a generation after it was read and before it was marked', async () => {
    const { id } = await newGeneration();
    const read = await storedRecord(api, id);
    await change(id, { status: 'processing', leaseToken: 1, leaseExpiresAtEpochMs: nowMs + 60_000 });
    const {
      alone: { remove },
    } = createGatewayJobs({ ...api.deps, env: apiEnvironment, onError: () => undefined }, codeGenerationJob);
    expect(await remove(read)).toMatchObject({ kind: 'written' });
    expect((await storedRecord(api, id)).outboxDueAt).toBe(quietFromEpochMs(codeGenerationJob, nowMs));
    const again = await remove(read);
    expect(again).toMatchObject({ kind: 'lost', existing: { deletingAt: expect.any(String) } });
  });

  it('puts a failed record off, but never to before a later time that was set meanwhile', async () => {
    const { id } = await newGeneration();
    await complete(api, await storedRecord(api, id));
    await change(id, {
      leaseToken: 2,
      owedEvents: owed('event'),
      outboxShard: outboxShardOf(id),
      outboxDueAt: nowMs,
    });
    const late = quietFromEpochMs(codeGenerationJob, nowMs);
    const notifier = {
      publish: async () => {
        await api.stores.generations.update(codeGenerationKey(id), { set: { outboxDueAt: late } });
        throw new Error('the answer is lost');
      },
    };
    const errors: string[] = [];
    const onError = (message: string) => errors.push(message);
    const { sweep } = createGatewayJobs(
      { ...api.deps, env: apiEnvironment, resources: { notifier }, onError },
      codeGenerationJob,
    );
    await createSweeper({ sweeps: [sweep], intervalMs: 1000, onError }).sweep();
    expect(errors).toEqual([expect.stringContaining(id)]);
    expect((await storedRecord(api, id)).outboxDueAt).toBe(late);
  });

  it('removes the objects of failed attempts once no worker can be storing any more, however the job ended', async () => {
    const [failed, cancelled, completed] = [await newGeneration(), await newGeneration(), await newGeneration()];
    const lease = { status: 'processing', leaseToken: 2, leaseHolder: 'gone' };
    const store = async ({ id }: { readonly id: string }, token: number) => {
      const key = codeGenerationArchiveKey(id, token);
      await api.stores.objects.put(key, 'orphaned', { contentType: 'application/zip' });
      return key;
    };
    const over = { attempts: codeGenerationMaxAttempts, leaseExpiresAtEpochMs: nowMs - 1, outboxDueAt: nowMs - 1 };
    await change(failed.id, { ...lease, ...over });
    await change(cancelled.id, { ...lease, leaseExpiresAtEpochMs: nowMs + 60_000 });
    await api.expectStatus(200, cancelCodeGeneration, { params: { generationId: cancelled.id } });
    await change(completed.id, { ...lease, status: 'completed', owedEvents: owed('e'), outboxDueAt: nowMs - 1 });
    await sweepBoth();
    expect(await storedRecord(api, failed.id)).toMatchObject({ status: 'failed' });
    // Of workers that did not notice the end, and of earlier attempts.
    const orphaned = [
      await store(failed, 1),
      await store(failed, 2),
      await store(cancelled, 2),
      await store(completed, 1),
    ];
    const read = await store(completed, 2);
    nowMs += codeGenerationAttemptMs;
    await sweepBoth();
    for (const key of [...orphaned, read]) expect(await api.stores.objects.head(key), key).toBeDefined();
    nowMs += 31_000;
    await sweepBoth();
    for (const key of orphaned) expect(await api.stores.objects.head(key), key).toBeUndefined();
    expect(await api.stores.objects.head(read)).toBeDefined();
    for (const { id } of [failed, cancelled, completed]) {
      expect(await storedRecord(api, id)).not.toHaveProperty('outboxDueAt');
    }
  });

  it('finishes removals that were begun', async () => {
    const { projectId } = await newGeneration();
    const project = await api.stores.projects.get(projectKey(projectId));
    const schemaId = project?.schemaId ?? '';
    await api.expectStatus(200, deleteSchema, { params: { schemaId } });
    await api.expectStatus(200, deleteProject, { params: { projectId } });
    expect(await api.stores.projects.get(projectKey(projectId))).toBeDefined();
    nowMs += 61_000;
    await sweepBoth();
    expect(await api.stores.projects.get(projectKey(projectId))).toBeUndefined();
    const schemas = api.deps.storage.open('schemas', Type.Object({}));
    expect(await schemas.get(recordKey(schemaId))).toBeUndefined();
  });

  it('goes through more than one batch', async () => {
    nowMs += 3_600_000;
    await sweepBoth();
    const project = await api.expectStatus(201, createProject, { body: { name: 'Many', schema: goodSchema } });
    await sqsProxy.set('refuse');
    const body = { projectId: project.body.data.id };
    await Promise.all(Array.from({ length: 20 }, () => api.expectStatus(202, generateCode, { body })));
    await api.deps.background.drain();
    await sqsProxy.set('up');
    nowMs += 31_000;
    const [first, other] = await sweepBoth();
    expect((first ?? 0) + (other ?? 0)).toBe(20);
  });
});
