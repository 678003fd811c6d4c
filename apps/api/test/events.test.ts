import { cancelCodeGeneration, createProject, deleteCodeGeneration, generateCode } from '@snapinfra/contracts';
import { codeGenerationKey } from '@snapinfra/platform';
import { freePort, startHttpInterceptor, useBackend, waitFor } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodeGenerations } from '../src/features/code-generations/code-generations.feature.ts';
import type { CreateArea } from '../src/features/feature.ts';
import { followerOf } from './support/follow-events.ts';
import { complete, storedRecord } from './support/generations.ts';
import { goodSchema } from './support/models.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
const areas: readonly CreateArea[] = [(deps) => createCodeGenerations(deps, { pollIntervalMs: 50, heartbeatMs: 100 })];
const api = await startApi(backend, { areas });
const port = await freePort();
beforeAll(() => api.app.listen({ port, host: '127.0.0.1' }));
afterAll(() => api.close());

const follow = followerOf(port);

const newGeneration = async (at = api) => {
  const project = await at.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema } });
  const { body } = await at.expectStatus(202, generateCode, { body: { projectId: project.body.data.id } });
  return body.data.id;
};

const advance = (id: string, percent: number) =>
  api.stores.generations.update(codeGenerationKey(id), {
    set: { status: 'processing', progress: { phase: 'generating', percent, message: 'Working' } },
    add: { version: 1 },
  });

describe('the event stream of a code generation', () => {
  it('tells each state once, beats, and ends with the last', async () => {
    const id = await newGeneration();
    const stream = await follow(id);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    await waitFor(async () => stream.states().length === 1, { what: 'the first state' });
    await advance(id, 40);
    await waitFor(async () => stream.states().some(({ progress }) => progress.percent === 40), { what: 'progress' });
    await waitFor(async () => stream.events.some(({ comment }) => comment !== undefined), { what: 'a heartbeat' });
    await complete(api, await storedRecord(api, id));
    await stream.ended;
    const states = stream.states();
    expect(states.map(({ status }) => status)).toEqual(['pending', 'processing', 'completed']);
    const ids = stream.events.filter(({ event }) => event === 'code-generation').map((event) => event.id);
    expect(ids).toEqual(states.map(({ version }) => String(version)));
    expect(states.at(-1)).toMatchObject({ result: { fileName: 'shöp.zip' } });
    expect(JSON.stringify(states)).not.toContain('archiveKey');
  });

  it('resumes behind the last event that was seen', async () => {
    const id = await newGeneration();
    await advance(id, 10);
    const stream = await follow(id, { 'last-event-id': '2' });
    await waitFor(async () => stream.events.some(({ comment }) => comment !== undefined), { what: 'a heartbeat' });
    expect(stream.states()).toEqual([]);
    await advance(id, 20);
    await waitFor(async () => stream.states().length === 1, { what: 'the next state' });
    expect(stream.states()[0]).toMatchObject({ version: 3 });
    stream.leave();
    await stream.ended.catch(() => undefined);
  });

  it.each(['9', '99999999999999999999999', '-1', '1e0', 'abc', '1, 2'])(
    'begins with the newest state for who claims to have seen %s',
    async (seen) => {
      const id = await newGeneration();
      const stream = await follow(id, { 'last-event-id': seen });
      await waitFor(async () => stream.states().length === 1, { what: 'the first state' });
      stream.leave();
      await stream.ended.catch(() => undefined);
    },
  );

  it('polls once for all who follow, and not at all when they have left', async () => {
    const id = await newGeneration();
    // Polls read the record alone; rights are read in batches, with each heartbeat.
    let [reads, calls] = [0, 0];
    const dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, (request, forward) => {
      calls += 1;
      if (String(request.headers['x-amz-target']).endsWith('.GetItem')) reads += 1;
      return forward(request);
    });
    const clients = backend.clients({ endpoints: { dynamodb: dynamodb.url } });
    const counting = await startApi(backend, { clients, areas });
    const countingPort = await freePort();
    await counting.app.listen({ port: countingPort, host: '127.0.0.1' });
    const followCounting = followerOf(countingPort);
    const streams = await Promise.all(Array.from({ length: 10 }, () => followCounting(id)));
    const opened = reads;
    const startedMs = performance.now();
    await waitFor(async () => reads - opened >= 5, { what: 'polls' });
    // Ten polls of their own would have read five times as soon.
    expect(performance.now() - startedMs).toBeGreaterThan(150);
    await advance(id, 30);
    await waitFor(async () => streams.every((stream) => stream.states().length === 2), { what: 'the state for all' });
    for (const stream of streams) stream.leave();
    await Promise.allSettled(streams.map(({ ended }) => ended));
    let before = -1;
    await waitFor(
      async () => {
        const quiet = before === calls;
        before = calls;
        return quiet;
      },
      { what: 'the end of polling and of heartbeats' },
    );
    await counting.close();
    await dynamodb.stop();
  });

  it('ends when the generation is cancelled or deleted', async () => {
    const [cancelled, deleted] = [await newGeneration(), await newGeneration()];
    const streams = [await follow(cancelled), await follow(deleted)];
    await api.expectStatus(200, cancelCodeGeneration, { params: { generationId: cancelled } });
    await api.expectStatus(200, deleteCodeGeneration, { params: { generationId: deleted } });
    await Promise.all(streams.map(({ ended }) => ended));
    expect(streams[0]?.states().at(-1)).toMatchObject({ status: 'cancelled' });
    expect(streams[1]?.events.at(-1)).toMatchObject({ event: 'deleted' });
  });

  it('tells the end to who comes after it', async () => {
    const id = await newGeneration();
    await api.expectStatus(200, cancelCodeGeneration, { params: { generationId: id } });
    const stream = await follow(id, { 'last-event-id': '2' });
    await stream.ended;
    expect(stream.states()).toMatchObject([{ status: 'cancelled' }]);
  });

  it('ends when the instance stops', async () => {
    const stopping = await startApi(backend, { areas });
    const stoppingPort = await freePort();
    await stopping.app.listen({ port: stoppingPort, host: '127.0.0.1' });
    const stream = await followerOf(stoppingPort)(await newGeneration(stopping));
    await waitFor(async () => stream.states().length === 1, { what: 'the first state' });
    await stopping.close();
    await stream.ended;
  });
});
