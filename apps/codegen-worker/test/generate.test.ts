import { inflateRawSync } from 'node:zlib';
import {
  codeGenerationArchiveKey,
  codeGenerationFilesKey,
  GenerationFileIndex,
  GenerationFilesItem,
  tableNames,
} from '@snapinfra/platform';
import { createTable } from '@snapinfra/aws-clients';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { createInbox, useBackend, waitFor } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createJobs } from './support/jobs.ts';
import { startWorker } from './support/worker.ts';

const backend = await useBackend();
const jobs = createJobs(backend);
const inbox = await createInbox(backend);
const { dynamo, sqs } = backend.clients();
// A message that finds its generation held comes again when the lease is over.
const worker = await startWorker(backend, { CODEGEN_LEASE_SECONDS: '15' });
afterAll(() => worker.stop());

const fileIndex = async (id: string) => {
  const tableName = tableNames(backend.resources.tablePrefix)['code-generations'];
  const files = createTable({ dynamo, tableName, schema: GenerationFilesItem });
  const item = await files.get(codeGenerationFilesKey(id));
  return jobs.documents.decode(item?.document, { schema: GenerationFileIndex });
};

describe('a generation that was asked for', () => {
  it('is stored as an archive, indexed, completed and told to the topic', async () => {
    const id = await jobs.request();
    const record = await jobs.reaching(id, 'completed', 'failed');
    expect(record).toMatchObject({ status: 'completed', attempts: 1, progress: { phase: 'done', percent: 100 } });
    expect(record).not.toHaveProperty('leaseHolder');
    expect(await jobs.objectKeys(id)).toContain(record.result?.archiveKey);

    const event = await inbox.eventOf(id);
    expect(JSON.parse(event.body)).toMatchObject({ status: 'completed', payload: { generationId: id } });
    expect(event.attributes).toMatchObject({ type: 'code-generation.finished', userId: 'ada', status: 'completed' });
    await waitFor(async () => Object.keys((await jobs.read(id)).owedEvents).length === 0, {
      what: 'the event to be confirmed',
    });
    expect(await jobs.read(id)).not.toHaveProperty('outboxDueAt');
  });

  it('has every file where its index says, one ranged read each', async () => {
    const id = await jobs.request();
    const { result } = await jobs.reaching(id, 'completed', 'failed');
    const index = await fileIndex(id);
    expect(index.files).toHaveLength(result?.fileCount ?? 0);
    const file = index.files.find(({ path }) => path === '.snapinfra/model.json');
    const stored = await jobs.objects.getRange(result?.archiveKey ?? '', {
      offsetBytes: file?.offset ?? 0,
      lengthBytes: file?.compressedBytes ?? 0,
    });
    const bytes = Buffer.concat(await stored!.body.toArray());
    const text = file?.method === 'deflate' ? inflateRawSync(bytes).toString() : bytes.toString();
    expect(JSON.parse(text)).toMatchObject({ name: 'Notes' });
  });

  it('is done once though its message is delivered several times', async () => {
    const id = await jobs.store();
    await Promise.all([jobs.send(id), jobs.send(id), jobs.send(id)]);
    await jobs.reaching(id, 'completed');
    await inbox.eventOf(id);
    await jobs.send(id);
    await jobs.untilQueueIsEmpty();
    expect((await jobs.read(id)).attempts).toBe(1);
    expect(await inbox.eventsOf(id)).toHaveLength(1);
    expect(await jobs.objectKeys(id)).toHaveLength(1);
  });

  it('continues from another one of its schema that was asked for at the same time, or the other one from it', async () => {
    const one = await jobs.store();
    const other = await jobs.storeNext(one);
    await Promise.all([jobs.send(one), jobs.send(other)]);
    const records = [
      await jobs.reaching(one, 'completed', 'failed'),
      await jobs.reaching(other, 'completed', 'failed'),
    ];
    const [[first, ...others], history] = [
      records.filter(({ result }) => result?.base === null),
      await jobs.history(one),
    ];
    expect(others).toEqual([]);
    const second = records.find(({ id }) => id !== first?.id);
    expect(second?.result).toMatchObject({ base: { generationId: first?.id }, migrations: [] });
    expect(history.toSorted((a, b) => a.position - b.position)).toMatchObject([
      { generationId: first?.id, position: 1 },
      { generationId: second?.id, position: 2, parentId: first?.id },
    ]);
  });

  it('fails with the reason when its model has errors, and its message is parked', async () => {
    const id = await jobs.request({ name: 'Bad', tables: [{ name: 't', fields: [{ name: 'x', type: 'wat' }] }] });
    const record = await jobs.reaching(id, 'failed', 'completed');
    expect(record.error?.code).toBe('model_has_errors');
    expect(record.error?.message).toContain('/tables/0/fields/0/type');
    expect(JSON.parse((await inbox.eventOf(id)).body)).toMatchObject({ status: 'failed' });
    const parked = await inbox.parkedMessage(id);
    expect(Object.values(parked.attributes).join(' ')).toContain('model_has_errors');
  });

  it('fails when its schema version is gone', async () => {
    const id = await jobs.store(undefined, { schemaVersion: 2 });
    await jobs.send(id);
    expect((await jobs.reaching(id, 'failed', 'completed')).error?.code).toBe('schema_not_found');
  });

  it('fails when no attempt is left, tells the topic and leaves nothing of the attempts', async () => {
    const id = await jobs.store(undefined, { attempts: 4, leaseToken: 2 });
    for (const token of [1, 2]) {
      await jobs.objects.put(codeGenerationArchiveKey(id, token), 'half', { contentType: 'application/zip' });
    }
    await jobs.send(id);
    expect((await jobs.reaching(id, 'failed', 'completed')).error?.code).toBe('attempts_exhausted');
    expect(JSON.parse((await inbox.eventOf(id)).body)).toMatchObject({ status: 'failed' });
    await waitFor(async () => (await jobs.objectKeys(id)).length === 0, { what: 'nothing to be left' });
  });

  it('is left alone when it was cancelled before', async () => {
    const id = await jobs.store(undefined, { status: 'cancelled' });
    await jobs.send(id);
    await jobs.untilQueueIsEmpty();
    expect(await jobs.read(id)).toMatchObject({ status: 'cancelled', attempts: 0 });
  });
});

describe('a message that is none of ours', () => {
  const send = (body: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: backend.resources.queueUrl, MessageBody: body }));

  it('is parked with the reason when it is not JSON', async () => {
    await send('{ this is not json-1');
    const { attributes } = await inbox.parkedMessage('not json-1');
    expect(Object.values(attributes).join(' ')).toMatch(/JSON/);
  });

  it('is parked with the reason when its version is unknown', async () => {
    const body = { id: 'v99', type: 'code-generation.requested', version: 99, payload: {} };
    await send(JSON.stringify(body));
    const { attributes } = await inbox.parkedMessage('v99');
    expect(Object.values(attributes).join(' ')).toMatch(/version/);
  });
});
