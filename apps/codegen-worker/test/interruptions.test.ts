import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInbox, startFaultProxy, useBackend, waitFor } from '@snapinfra/testing';
import { codeGenerationKey } from '@snapinfra/platform';
import { describe, expect, it } from 'vitest';
import { createJobs } from './support/jobs.ts';
import { startWorker } from './support/worker.ts';

const backend = await useBackend();
const jobs = createJobs(backend);
const inbox = await createInbox(backend);

/** Its lease is soon over; with one slot it asks for no message while it has a job, so that only others take it over. */
const briefLease = { CODEGEN_LEASE_SECONDS: '4', CODEGEN_CONCURRENCY: '1' };

/** A worker that comes as far as storing the archive and no further, until the proxy lets it. */
const startStuckWorker = async (env: Readonly<Record<string, string>> = {}) => {
  const proxy = await startFaultProxy(backend.endpoints.s3);
  const worker = await startWorker(backend, { AWS_ENDPOINT_URL_S3: proxy.url, ...briefLease, ...env });
  await proxy.set('hang');
  const stuckWith = async (id: string) =>
    waitFor(
      async () => {
        const { progress, status } = await jobs.read(id);
        return status === 'processing' && progress.phase === 'storing';
      },
      { what: `generation ${id} to be storing` },
    );
  return {
    worker,
    proxy,
    stuckWith,
    [Symbol.asyncDispose]: async () => {
      await proxy.stop();
      worker.signal('SIGCONT');
      await worker[Symbol.asyncDispose]();
    },
  };
};

describe('a job whose worker', () => {
  it('is killed is completed by another, once', async () => {
    await using stuck = await startStuckWorker();
    const id = await jobs.request();
    await stuck.stuckWith(id);
    stuck.worker.signal('SIGKILL');
    await stuck.worker.exited;

    await using _ = await startWorker(backend);
    expect(await jobs.reaching(id, 'completed', 'failed')).toMatchObject({ status: 'completed', attempts: 2 });
    await inbox.eventOf(id);
    expect(await inbox.eventsOf(id)).toHaveLength(1);
    expect(await jobs.objectKeys(id)).toHaveLength(1);
    expect(await jobs.history(id)).toMatchObject([{ generationId: id, position: 1 }]);
  });

  it('sleeps past its lease is completed by another, and the late one is refused', async () => {
    await using stuck = await startStuckWorker();
    const id = await jobs.request();
    await stuck.stuckWith(id);
    stuck.worker.signal('SIGSTOP');

    await using _ = await startWorker(backend);
    const completed = await jobs.reaching(id, 'completed', 'failed');
    expect(completed).toMatchObject({ status: 'completed', attempts: 2, leaseToken: 2 });

    await stuck.proxy.set('up');
    stuck.worker.signal('SIGCONT');
    await waitFor(() => stuck.worker.output().includes('the lease was lost'), { what: 'the late worker to give up' });
    expect(await jobs.read(id)).toMatchObject({ status: 'completed', result: completed.result ?? {} });
    expect(await jobs.objectKeys(id)).toEqual([completed.result?.archiveKey]);
    await inbox.eventOf(id);
    expect(await inbox.eventsOf(id)).toHaveLength(1);
  });

  it('is told to stop is given back without counting the attempt', async () => {
    await using stuck = await startStuckWorker({ SHUTDOWN_GRACE_SECONDS: '1' });
    const id = await jobs.request();
    await stuck.stuckWith(id);
    expect((await stuck.worker.stop()).code).toBe(0);
    expect(await jobs.read(id)).toMatchObject({ status: 'pending', attempts: 0 });

    await using _ = await startWorker(backend);
    expect(await jobs.reaching(id, 'completed', 'failed')).toMatchObject({ status: 'completed', attempts: 1 });
  });

  it('finds it cancelled stops and leaves nothing behind', async () => {
    await using stuck = await startStuckWorker();
    const id = await jobs.request();
    await stuck.stuckWith(id);
    await jobs.records.update(codeGenerationKey(id), {
      set: { status: 'cancelled' },
      add: { version: 1 },
      remove: ['leaseHolder', 'leaseExpiresAtEpochMs', 'outboxShard', 'outboxDueAt'],
    });
    await stuck.proxy.set('up');
    await waitFor(() => stuck.worker.output().includes('the lease was lost'), { what: 'the worker to give up' });
    expect((await jobs.read(id)).status).toBe('cancelled');
    await waitFor(async () => (await jobs.objectKeys(id)).length === 0, { what: 'nothing to be left' });
    expect(await inbox.eventsOf(id)).toHaveLength(0);
  });
});

it('a worker that finds its health port taken says so in one line', async () => {
  await using taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const HEALTH_PORT = String(typeof address === 'object' && address ? address.port : '');
  await using worker = await startWorker(backend, { HEALTH_PORT }, { waitUntilReady: false });
  expect((await worker.exited).code).toBe(1);
  expect(worker.output()).toBe(`Port ${HEALTH_PORT} is taken: set HEALTH_PORT to another one.\n`);
});

describe('a dependency that is down', () => {
  it('at start is named in one line, without a stack, until it answers', async () => {
    await using proxy = await startFaultProxy(backend.endpoints.s3);
    await proxy.set('refuse');
    await using worker = await startWorker(backend, { AWS_ENDPOINT_URL_S3: proxy.url }, { waitUntilReady: false });
    await waitFor(() => worker.output().includes('waiting for s3'), { what: 'the dependency to be named' });
    expect(worker.output()).not.toMatch(/^\s+at /m);
    await proxy.set('up');
    const id = await jobs.request();
    expect((await jobs.reaching(id, 'completed', 'failed')).status).toBe('completed');
  });

  it('during a job postpones it, which costs the job no attempt', async () => {
    await using proxy = await startFaultProxy(backend.endpoints.s3);
    await using worker = await startWorker(backend, { AWS_ENDPOINT_URL_S3: proxy.url });
    await proxy.set('refuse');
    const id = await jobs.request();
    await waitFor(async () => (await jobs.read(id)).error?.code === 'dependency_unavailable', {
      what: 'the failed attempt to be told',
      timeoutMs: 40_000,
    });
    expect(await jobs.read(id)).toMatchObject({ status: 'pending', attempts: 0 });
    expect(worker.output()).not.toMatch(/^\s+at /m);
    await proxy.set('up');
    expect(await jobs.reaching(id, 'completed', 'failed')).toMatchObject({ status: 'completed', attempts: 1 });
  });
});
