import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import {
  ack,
  createQueueConsumer,
  createQueueProducer,
  reject,
  retryAfter,
  type MessageHandler,
} from '@snapinfra/aws-clients';
import { traceIdOf } from '@snapinfra/platform';
import { expect, it } from 'vitest';
import { recordTelemetry, startHttpInterceptor, useBackend, waitFor } from '../../src/index.ts';
import { consumerTests, untilEmpty } from './queue-consumer.test-support.ts';
import { actionOf, job, jobV1, jobV2, receiveOne, type JobV1 } from './queue.test-support.ts';

const backend = await useBackend();
const { sqs, setUp, stopAfterwards } = consumerTests(backend);

const sentTraceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

it('handles messages with their context, and deletes them', async () => {
  const seen: string[] = [];
  const { consumer, send, count, queueUrl } = await setUp(
    async ({ payload }, { receiveCount, traceparent, sentAtEpochMs }) => {
      const isTraced = traceIdOf(traceparent) === traceIdOf(sentTraceparent);
      seen.push(`${payload.name} ${receiveCount} ${isTraced} ${sentAtEpochMs > Date.now() - 60_000}`);
      return ack;
    },
  );
  consumer.start();
  await createQueueProducer({ sqs, queueUrl, messages: [jobV1] }).send(job('traced'), {
    traceparent: sentTraceparent,
  });
  await waitFor(() => seen.length === 1);
  await send('b', 'c', 'd');
  await waitFor(() => seen.length === 4);
  await untilEmpty(count);
  expect(seen.toSorted()).toEqual(['b', 'c', 'd'].map((name) => `${name} 1 false true`).concat('traced 1 true true'));
});

it('records each delivery, in a child span of the request that sent the message', async () => {
  const { telemetry, metrics, spans } = recordTelemetry();
  const { consumer, queueUrl } = await setUp(async () => ack, { telemetry });
  consumer.start();
  await createQueueProducer({ sqs, queueUrl, messages: [jobV1] }).send(job('measured'), {
    traceparent: sentTraceparent,
  });
  await waitFor(() => metrics.length === 1);
  const name = queueUrl.split('/').at(-1);
  expect(metrics).toMatchObject([
    {
      name: 'messaging.process.duration',
      dimensions: { 'messaging.destination.name': name, outcome: 'ack' },
    },
  ]);
  expect(spans).toMatchObject([
    { parent: sentTraceparent, attributes: { 'messaging.destination.name': name, outcome: 'ack' } },
  ]);
});

it('handles up to `concurrency` messages at once, and a slow one does not block the others', async () => {
  const slow = Promise.withResolvers<void>();
  const done: string[] = [];
  let running = 0;
  let most = 0;
  const handler: MessageHandler<JobV1> = async ({ payload: { name } }) => {
    running += 1;
    most = Math.max(most, running);
    if (name === 'slow') await slow.promise;
    done.push(name);
    running -= 1;
    return ack;
  };
  const { consumer, send, count } = await setUp(handler, { concurrency: 3 });
  await send('slow');
  consumer.start();
  await waitFor(() => running === 1);
  const names = Array.from({ length: 25 }, (_, index) => `quick-${index}`);
  await send(...names);
  await waitFor(() => done.length === 25, { what: 'the quick ones while the slow one works' });
  expect(done.toSorted()).toEqual(names.toSorted());
  await waitFor(() => consumer.inFlight() === 1, { what: 'the quick ones to be settled while the slow one works' });
  expect(most).toBeLessThanOrEqual(3);
  slow.resolve();
  await untilEmpty(count);
});

it('keeps a long job invisible by its heartbeat', async () => {
  const renewed = Promise.withResolvers<void>();
  let renewals = 0;
  await using proxy = await startHttpInterceptor(backend.endpoints.sqs, async (request, forward) => {
    const answer = await forward(request);
    // Four thirds of the timeout.
    if (actionOf(request) === 'ChangeMessageVisibility' && ++renewals === 4) renewed.resolve();
    return answer;
  });
  let deliveries = 0;
  const handler: MessageHandler<JobV1> = async () => {
    deliveries += 1;
    await renewed.promise;
    return ack;
  };
  const { sqs: client } = backend.clients({ endpoints: { sqs: proxy.url } });
  const { consumer, send, count, kinds } = await setUp(handler, {
    client,
    concurrency: 2,
    visibilityTimeoutSeconds: 6,
  });
  await send('long');
  consumer.start();
  await waitFor(() => kinds().includes('handled'));
  expect(deliveries).toBe(1);
  expect(kinds()).toEqual(['handled']);
  expect(await count()).toEqual({ visible: 0, invisible: 0 });
});

it.each([
  { visibilityTimeoutSeconds: 60, polls: [0, 5] },
  { visibilityTimeoutSeconds: 6, polls: [0, 2] },
  { visibilityTimeoutSeconds: 2, polls: [0, 1] },
])(
  'limits the long poll so that a message has time for its first renewal ($visibilityTimeoutSeconds s)',
  async ({ visibilityTimeoutSeconds, polls }) => {
    const asked: number[] = [];
    await using proxy = await startHttpInterceptor(backend.endpoints.sqs, async (request, forward) => {
      if (actionOf(request) !== 'ReceiveMessage') return forward(request);
      asked.push((JSON.parse(request.body.toString()) as { WaitTimeSeconds: number }).WaitTimeSeconds);
      return { status: 200, headers: {}, body: '{}' };
    });
    const { sqs: client } = backend.clients({ endpoints: { sqs: proxy.url } });
    const { consumer } = await setUp(async () => ack, { client, visibilityTimeoutSeconds, waitTimeSeconds: 5 });
    consumer.start();
    await waitFor(() => asked.length > 1);
    expect(asked.slice(0, 2)).toEqual(polls);
  },
);

it('redelivers a message after the requested delay', async () => {
  const deliveredAtMs: number[] = [];
  const handler: MessageHandler<JobV1> = async (_, { receiveCount }) => {
    deliveredAtMs.push(performance.now());
    return receiveCount < 2 ? retryAfter(1) : ack;
  };
  const { consumer, send, count } = await setUp(handler);
  await send('again');
  consumer.start();
  await untilEmpty(async () => (deliveredAtMs.length === 2 ? count() : {}));
  expect((deliveredAtMs[1] ?? 0) - (deliveredAtMs[0] ?? 0)).toBeGreaterThan(900);
});

it('retries with backoff when the handler throws', async () => {
  const handler: MessageHandler<JobV1> = async (_, { receiveCount }) => {
    if (receiveCount < 3) throw new Error('a bug');
    return ack;
  };
  const { consumer, send, count, events } = await setUp(handler, {
    retryDelaySeconds: (receiveCount) => receiveCount - 1,
  });
  await send('buggy');
  consumer.start();
  await waitFor(() => events.some(({ kind }) => kind === 'handled' && events.length === 5));
  const failures = events.flatMap((event) => (event.kind === 'handler-failed' ? [event.retryAfterSeconds] : []));
  expect(failures).toEqual([0, 1]);
  await untilEmpty(count);
});

it('moves a rejected message to the dead-letter queue with the reason', async () => {
  const { consumer, send, count } = await setUp(async () => reject('Ünmöglich\u0000: no such generation'));
  await send('impossible');
  consumer.start();
  const parked = await receiveOne(sqs, backend.resources.deadLetterQueueUrl);
  expect(JSON.parse(parked.Body ?? '')).toMatchObject({ payload: { name: 'impossible' } });
  expect(parked.MessageAttributes?.['rejectReason']?.StringValue).toBe('Ünmöglich\ufffd: no such generation');
  expect(parked.MessageAttributes?.['type']?.StringValue).toBe('test.job');
  await untilEmpty(count);
});

it.each([
  { name: 'that is not JSON', body: '{"half":', reason: 'not JSON' },
  {
    name: 'of an unknown version',
    body: JSON.stringify({ ...job('x'), version: 7 }),
    reason: 'unknown version 7 of "test.job"; known: 1',
  },
  {
    name: 'of an unknown type',
    body: JSON.stringify({ ...job('x'), type: 'other' }),
    reason: 'unknown message type "other"',
  },
  { name: 'without a type', body: '[1]', reason: 'unknown message type undefined' },
  {
    name: 'that does not match its schema',
    body: JSON.stringify({ ...job('x'), payload: {} }),
    reason: /invalid test\.job v1: \/payload/,
  },
])('moves a message $name to the dead-letter queue without handling it', async ({ body, reason }) => {
  let handled = 0;
  const { consumer, queueUrl, kinds, count } = await setUp(async () => {
    handled += 1;
    return ack;
  });
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  consumer.start();
  const parked = await waitFor(async () => {
    const message = await receiveOne(sqs, backend.resources.deadLetterQueueUrl);
    return message.Body === body && message;
  });
  expect(parked.MessageAttributes?.['rejectReason']?.StringValue).toMatch(reason);
  await waitFor(() => kinds().includes('handled'));
  expect(kinds()).toEqual(['unreadable', 'handled']);
  expect(handled).toBe(0);
  await untilEmpty(count);
});

it('finds the dead-letter queue in the redrive policy', async () => {
  const { queueUrl, deadLetterQueueUrl } = backend.resources;
  const consumer = createQueueConsumer({
    sqs,
    queueUrl,
    messages: [jobV1],
    handler: async () => ack,
    waitTimeSeconds: 1,
  });
  stopAfterwards(consumer);
  consumer.start();
  const body = `not JSON ${randomUUID()}`;
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  const parked = await waitFor(async () => {
    const message = await receiveOne(sqs, deadLetterQueueUrl);
    return message.Body === body && message;
  });
  expect(parked.MessageAttributes?.['rejectReason']?.StringValue).toBe('not JSON');
});

it('accepts two versions of a message', async () => {
  const seen: (string | number)[] = [];
  const { queueUrl } = await setUp(async () => ack);
  const consumer = createQueueConsumer({
    sqs,
    queueUrl,
    messages: [jobV1, jobV2],
    waitTimeSeconds: 1,
    handler: async (message) => {
      seen.push(message.version === 2 ? message.payload.size : message.payload.name);
      return ack;
    },
  });
  stopAfterwards(consumer);
  const producer = createQueueProducer({ sqs, queueUrl, messages: [jobV1, jobV2] });
  await producer.send(job('one'));
  await producer.send({ ...job('two'), version: 2, payload: { name: 'two', size: 2 } });
  consumer.start();
  await waitFor(() => seen.length === 2);
  expect(seen.map(String).toSorted()).toEqual(['2', 'one']);
});
