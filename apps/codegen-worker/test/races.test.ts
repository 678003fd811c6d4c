import { createTable } from '@snapinfra/aws-clients';
import { owedEventsOf, quietFromEpochMs } from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import { codeGenerationKey, codeGenerationLeaseMs, ProjectContentItem, projectContentKey } from '@snapinfra/platform';
import { startFaultProxy, useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import { generateInThread } from '../src/code-generations/generate-in-thread.ts';
import { createHandlerTests } from './support/handler.ts';
import { createJobs } from './support/jobs.ts';

const backend = await useBackend();
const jobs = createJobs(backend);
const { tables, dynamo, repository, input, handle } = createHandlerTests(backend);

const refuse = { kind: 'refused', error: { code: 'model_has_errors', message: 'no' } } as const;
const cancel = (id: string) =>
  jobs.records.update(codeGenerationKey(id), {
    set: { status: 'cancelled' },
    add: { version: 1 },
    remove: ['leaseHolder', 'leaseExpiresAtEpochMs'],
  });

describe('a claim', () => {
  const nowMs = Date.now();

  it.each([0, 1])(
    'finds a job held whose lease ends %i ms from now: it never calls an attempt the last that is not',
    async (ms) => {
      const leaseExpiresAtEpochMs = nowMs + ms;
      const id = await jobs.store(undefined, { status: 'processing', attempts: 1, leaseExpiresAtEpochMs });
      expect(await repository(() => nowMs).claim(id)).toEqual({ kind: 'held', expiresInMs: ms });
      expect((await jobs.read(id)).status).toBe('processing');
    },
  );

  it.each([
    ['as long as its lease holds', 1_000, 1_000],
    ['for a lease when its own has run out', -1, codeGenerationLeaseMs],
  ])('finds a job held whose status is of the next version, %s', async (_, leaseMs, expiresInMs) => {
    const leaseExpiresAtEpochMs = nowMs + leaseMs;
    const id = await jobs.store(undefined, { status: 'verifying', attempts: 4, leaseExpiresAtEpochMs });
    expect(await repository(() => nowMs).claim(id)).toEqual({ kind: 'held', expiresInMs });
    expect((await jobs.read(id)).status).toBe('verifying');
  });

  it('takes over what nobody has held for a while', async () => {
    const lease = { leaseToken: 1, leaseExpiresAtEpochMs: nowMs - 1 };
    const id = await jobs.store(undefined, { status: 'processing', attempts: 1, ...lease });
    expect(await repository(() => nowMs).claim(id)).toMatchObject({ kind: 'claimed', lease: { token: 2 } });
  });

  it('fails a job whose attempts are spent, once', async () => {
    const id = await jobs.store(undefined, { attempts: 4 });
    const claims = await Promise.all([repository().claim(id), repository().claim(id)]);
    const exhausted = claims.filter(({ kind }) => kind === 'exhausted');
    expect(exhausted).toMatchObject([{ record: { status: 'failed' } }]);
    expect(exhausted.map((claim) => 'record' in claim && owedEventsOf(claim.record).length)).toEqual([1]);
  });
});

describe('a message that is delivered twice', () => {
  it('finds the generation held while it is worked on, and done afterwards', async () => {
    const id = await jobs.store();
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const generate: typeof generateInThread = async (...args) => {
      begun.resolve();
      await goOn.promise;
      return generateInThread(...args);
    };
    const first = handle(id, { generate });
    await begun.promise;
    expect(await handle(id)).toEqual({ kind: 'retry', afterSeconds: expect.any(Number) });
    goOn.resolve();
    expect(await first).toEqual({ kind: 'ack' });
    expect(await handle(id)).toEqual({ kind: 'ack' });
    expect(await jobs.read(id)).toMatchObject({ status: 'completed', attempts: 1, leaseToken: 1 });
    expect(await jobs.objectKeys(id)).toHaveLength(1);
  });
});

describe('a worker that is told to stop', () => {
  it('gives the job back while it still reads, and the attempt does not count', async () => {
    await using proxy = await startFaultProxy(backend.endpoints.dynamodb);
    await proxy.set('hang');
    const { dynamo: silent } = backend.clients({ endpoints: { dynamodb: proxy.url } });
    const id = await jobs.store();
    const stop = new AbortController();
    const handled = handle(id, { input: input(silent) }, { signal: stop.signal });
    await jobs.reaching(id, 'processing');
    stop.abort({ code: 'stopping' });
    expect(await handled).toEqual({ kind: 'retry', afterSeconds: 0 });
    expect(await jobs.read(id)).toMatchObject({ status: 'pending', attempts: 0 });
  });
});

describe('a generation', () => {
  it('that was cancelled before it could fail is not parked', async () => {
    const id = await jobs.store();
    const generate = async () => {
      await cancel(id);
      return refuse;
    };
    expect(await handle(id, { generate })).toEqual({ kind: 'ack' });
    expect((await jobs.read(id)).status).toBe('cancelled');
  });

  it('that failed is looked at once more, when no attempt at it can be storing anything', async () => {
    const id = await jobs.store();
    const startedAtMs = Date.now();
    expect(await handle(id, { generate: async () => refuse })).toMatchObject({ kind: 'reject' });
    const record = await jobs.read(id);
    expect(record).toMatchObject({ status: 'failed', leaseToken: 1 });
    expect(record.owedEvents).toEqual({});
    expect(record.outboxDueAt).toBeGreaterThanOrEqual(quietFromEpochMs(codeGenerationJob, startedAtMs));
  });

  it('whose event the sweeper has published is not told of again', async () => {
    const id = await jobs.store();
    const generations = repository();
    const published: unknown[] = [];
    const complete: typeof generations.complete = async (...args) => {
      await generations.complete(...args);
      const completed = await jobs.read(id);
      for (const owed of owedEventsOf(completed)) await generations.confirmPublished(completed, owed.id);
      return { kind: 'written', record: await jobs.read(id) };
    };
    const notifier = { publish: async (event: unknown) => ({ messageId: String(published.push(event)) }) };
    expect(await handle(id, { complete, resources: { notifier } })).toEqual({ kind: 'ack' });
    expect((await jobs.read(id)).status).toBe('completed');
    expect(published).toEqual([]);
  });

  it('keeps its archive when only the answer to its last write was lost, and the attempts are spent', async () => {
    const id = await jobs.store(undefined, { attempts: 3 });
    const generations = repository();
    const complete: typeof generations.complete = async (...args) => {
      await generations.complete(...args);
      throw new Error('the answer was lost');
    };
    expect(await handle(id, { complete })).toEqual({ kind: 'ack' });
    const { status, result } = await jobs.read(id);
    expect(status).toBe('completed');
    expect(await jobs.objectKeys(id)).toEqual([result?.archiveKey]);
  });

  it('whose architecture was replaced while it was read is tried again', async () => {
    const { id, projectId } = await jobs.read(await jobs.store());
    const contents = createTable({ dynamo, tableName: tables.projects, schema: ProjectContentItem });
    const document = { pointer: `documents/${projectId}/gone.json.gz`, jsonBytes: 2, sha256: '' };
    await contents.put(projectContentKey(projectId, 'ARCHITECTURE'), { part: 'ARCHITECTURE', token: 'a/1', document });
    expect(await handle(id)).toMatchObject({ kind: 'retry' });
    expect(await jobs.read(id)).toMatchObject({ status: 'pending', error: { code: 'generation_failed' } });
  });
});
