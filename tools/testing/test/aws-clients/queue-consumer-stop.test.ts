import { ack, giveBack, type ConsumerAbort, type MessageHandler } from '@snapinfra/aws-clients';
import { expect, it } from 'vitest';
import { startFaultProxy, useBackend, waitFor } from '../../src/index.ts';
import { consumerTests, untilEmpty } from './queue-consumer.test-support.ts';
import type { JobV1 } from './queue.test-support.ts';

const backend = await useBackend();
const { setUp } = consumerTests(backend);

it('stops after the handlers have finished, and receives nothing more', async () => {
  const finish = Promise.withResolvers<void>();
  const started: string[] = [];
  const handler: MessageHandler<JobV1> = async ({ payload }) => {
    started.push(payload.name);
    await finish.promise;
    return ack;
  };
  const { consumer, send, count, kinds } = await setUp(handler);
  await send('last');
  consumer.start();
  await waitFor(() => started.length === 1);
  const stopping = consumer.stop({ graceMs: 10_000 });
  await send('too late');
  finish.resolve();
  await stopping;
  expect(consumer.state()).toBe('stopped');
  expect(consumer.inFlight()).toBe(0);
  expect(kinds()).toEqual(['handled']);
  expect(started).toEqual(['last']);
  expect(await count()).toEqual({ visible: 1, invisible: 0 });
});

it('gives a message back when its handler returns on the signal after the grace period', async () => {
  const reasons: unknown[] = [];
  const handler: MessageHandler<JobV1> = async (_, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    reasons.push(signal.reason satisfies ConsumerAbort);
    return giveBack;
  };
  const { consumer, send, count } = await setUp(handler, { concurrency: 2 });
  await send('a', 'b');
  consumer.start();
  await waitFor(() => consumer.inFlight() === 2);
  await consumer.stop({ graceMs: 50 });
  expect(reasons).toEqual([{ code: 'stopping' }, { code: 'stopping' }]);
  expect(await count()).toEqual({ visible: 2, invisible: 0 });
});

it('gives back the message of a handler that ignores the signal', async () => {
  const { consumer, send, count } = await setUp(() => new Promise(() => undefined));
  await send('stubborn');
  consumer.start();
  await waitFor(() => consumer.inFlight() === 1);
  await consumer.stop({ graceMs: 20, abortGraceMs: 20, settleGraceMs: 30_000 });
  expect(await count()).toEqual({ visible: 1, invisible: 0 });
});

it('loses no message that arrives while it stops', async () => {
  let handled = 0;
  const handler: MessageHandler<JobV1> = async () => {
    handled += 1;
    return ack;
  };
  for (let round = 0; round < 4; round += 1) {
    handled = 0;
    const { consumer, send, count } = await setUp(handler, { concurrency: 5 });
    consumer.start();
    await waitFor(() => consumer.isHealthy());
    const stopping = consumer.stop();
    await Promise.all([stopping, send('a', 'b', 'c')]);
    const { visible, invisible } = await count();
    expect({ total: handled + visible, invisible }).toEqual({ total: 3, invisible: 0 });
  }
});

it('survives an unavailable queue, reports it, and settles its messages once the queue is back', async () => {
  await using proxy = await startFaultProxy(backend.endpoints.sqs);
  const away = backend.clients({ endpoints: { sqs: proxy.url } });
  const finish = Promise.withResolvers<void>();
  const done: string[] = [];
  const handler: MessageHandler<JobV1> = async ({ payload }) => {
    await finish.promise;
    done.push(payload.name);
    return ack;
  };
  const { consumer, send, count, kinds } = await setUp(handler, { client: away.sqs, concurrency: 2 });
  await proxy.set('refuse');
  consumer.start();
  await waitFor(() => kinds().includes('receive-failed'));
  expect(consumer.isHealthy()).toBe(false);
  await proxy.set('up');
  await send('held');
  await waitFor(() => consumer.inFlight() === 1);
  expect(consumer.isHealthy()).toBe(true);
  expect(kinds()).toContain('receive-recovered');
  await proxy.set('refuse');
  finish.resolve();
  await waitFor(() => kinds().filter((kind) => kind === 'receive-failed').length > 1);
  await proxy.set('up');
  await waitFor(() => kinds().includes('handled'));
  await untilEmpty(count);
  expect(done).toEqual(['held']);
});

it('aborts the signal of a handler when the visibility of its message cannot be renewed', async () => {
  await using proxy = await startFaultProxy(backend.endpoints.sqs);
  const away = backend.clients({ endpoints: { sqs: proxy.url }, maxAttempts: 1 });
  const handler: MessageHandler<JobV1> = async (_, { signal, receiveCount }) => {
    if (receiveCount > 1) return ack;
    await proxy.set('refuse');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(signal.reason).toEqual({ code: 'visibility_lost' });
    await proxy.set('up');
    return giveBack;
  };
  const { consumer, send, count, kinds } = await setUp(handler, { client: away.sqs, visibilityTimeoutSeconds: 2 });
  await send('lost');
  consumer.start();
  await waitFor(() => kinds().filter((kind) => kind === 'handled').length === 2);
  expect(kinds()).toContain('visibility-lost');
  await untilEmpty(count);
});

/** A queue that hangs without timeouts, so that a stop that waits for a call would never end. */
const startHangableQueue = async () => {
  const proxy = await startFaultProxy(backend.endpoints.sqs);
  const { sqs } = backend.clients({ endpoints: { sqs: proxy.url } });
  const { requestHandler } = sqs.config;
  const hang = async () => {
    requestHandler.handle = (_: unknown, { abortSignal }: { readonly abortSignal?: unknown } = {}) =>
      untilGivenUp(abortSignal instanceof AbortSignal ? abortSignal : undefined);
    // Running calls break, and are retried.
    await proxy.set('hang');
  };
  return { sqs, hang, [Symbol.asyncDispose]: proxy.stop };
};

const untilGivenUp = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const giveUp = () => reject(new DOMException('Given up', 'AbortError'));
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp);
  });

it('stops even if the queue hangs', async () => {
  await using queue = await startHangableQueue();
  const { consumer } = await setUp(async () => ack, { client: queue.sqs, waitTimeSeconds: 20 });
  consumer.start();
  await waitFor(() => consumer.isHealthy());
  await queue.hang();
  await consumer.stop({ graceMs: 500, abortGraceMs: 500 });
  expect(consumer.state()).toBe('stopped');
});

it('stops even if it holds a message and the queue hangs', async () => {
  await using queue = await startHangableQueue();
  const { consumer, send, kinds } = await setUp(() => new Promise(() => undefined), {
    client: queue.sqs,
    concurrency: 2,
    visibilityTimeoutSeconds: 2,
  });
  await send('held');
  consumer.start();
  await waitFor(() => consumer.inFlight() === 1);
  await queue.hang();
  await consumer.stop({ graceMs: 300, abortGraceMs: 300 });
  expect(consumer.inFlight()).toBe(0);
  // On a busy machine, the visibility may have been lost first.
  expect(kinds().filter((kind) => kind === 'settle-failed' || kind === 'visibility-lost')).not.toEqual([]);
});
