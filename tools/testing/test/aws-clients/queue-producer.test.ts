import {
  createQueueProducer,
  DependencyUnavailableError,
  SchemaMismatchError,
  TooLargeError,
} from '@snapinfra/aws-clients';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { startFaultProxy, startHttpInterceptor, useBackend } from '../../src/index.ts';
import { actionOf, job, jobV1, messageCount, receiveOne } from './queue.test-support.ts';

const backend = await useBackend();
const { sqs } = backend.clients();
const { queueUrl } = backend.resources;
const producer = createQueueProducer({ sqs, queueUrl, messages: [jobV1] });

/** Empties the queue; returns the names in the payloads. */
const drain = async (count: number): Promise<string[]> => {
  const names: string[] = [];
  while (names.length < count) {
    const { Body = '', ReceiptHandle } = await receiveOne(sqs, queueUrl);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    names.push(JSON.parse(Body).payload.name);
  }
  expect(await messageCount(sqs, queueUrl)).toEqual({ visible: 0, invisible: 0 });
  return names;
};

it('sends a message with its type, version, correlation and trace as attributes', async () => {
  const message = job('attributes');
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const { messageId } = await producer.send(message, { traceparent, tenantId: 'user|1 ü' });
  const received = await receiveOne(sqs, queueUrl);
  expect(received.MessageId).toBe(messageId);
  expect(JSON.parse(received.Body ?? '')).toEqual(message);
  const attributes = Object.entries(received.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
    name,
    StringValue,
  ]);
  expect(Object.fromEntries(attributes)).toEqual({
    type: 'test.job',
    version: '1',
    correlationId: 'correlation-attributes',
    traceparent,
  });
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: received.ReceiptHandle }));
});

it('sends the tenant as the message group', async () => {
  await producer.send(job('tenant'), { tenantId: 'user-7' });
  const received = await receiveOne(sqs, queueUrl);
  expect(received.Attributes?.MessageGroupId).toBe('user-7');
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: received.ReceiptHandle }));
});

it('rejects an invalid, unknown or too large message before anything is sent', async () => {
  const wrong = { ...job('wrong'), payload: JSON.parse('{"name": 1}') as { name: string } };
  await expect(producer.send(wrong)).rejects.toThrow(SchemaMismatchError);
  const unknown = { ...job('unknown'), version: 9 as 1 };
  await expect(producer.sendBatch([{ message: job('fine') }, { message: unknown }])).rejects.toThrow(
    /unknown version 9/,
  );
  await expect(producer.send(job('x'.repeat(256 * 1024)))).rejects.toThrow(TooLargeError);
  expect(await messageCount(sqs, queueUrl)).toEqual({ visible: 0, invisible: 0 });
});

it('sends any number of messages in requests of ten', async () => {
  const names = Array.from({ length: 23 }, (_, index) => `many-${index}`);
  const { sent, failures } = await producer.sendBatch(names.map((name) => ({ message: job(name) })));
  expect(failures).toEqual([]);
  expect(sent.map(({ index }) => index)).toEqual(names.map((_, index) => index));
  expect((await drain(23)).toSorted()).toEqual(names.toSorted());
});

it('keeps a request below 256 KB', async () => {
  const sizes: number[] = [];
  await using proxy = await startHttpInterceptor(backend.endpoints.sqs, async (request, forward) => {
    if (actionOf(request) === 'SendMessageBatch') sizes.push(request.body.byteLength);
    return forward(request);
  });
  const proxied = backend.clients({ endpoints: { sqs: proxy.url } });
  const large = Array.from({ length: 7 }, (_, index) => ({ message: job(`${index}${'x'.repeat(100_000)}`) }));
  const { failures } = await createQueueProducer({ sqs: proxied.sqs, queueUrl, messages: [jobV1] }).sendBatch(large);
  expect(failures).toEqual([]);
  expect(sizes).toHaveLength(4);
  await drain(7);
});

it('retries failed entries of a batch, and reports permanent failures', async () => {
  let calls = 0;
  await using proxy = await startHttpInterceptor(backend.endpoints.sqs, async (request, forward) => {
    if (actionOf(request) !== 'SendMessageBatch') return forward(request);
    calls += 1;
    const { Entries, ...rest } = JSON.parse(request.body.toString());
    const isRefused = ({ MessageBody }: { MessageBody: string }) => MessageBody.includes('refused');
    const isThrottled = (_: unknown, index: number) => calls === 1 && index % 2 === 1;
    const passed = Entries.filter(
      (entry: { MessageBody: string }, index: number) => !isRefused(entry) && !isThrottled(entry, index),
    );
    const failed = Entries.filter((entry: object) => !passed.includes(entry)).map(
      (entry: { Id: string; MessageBody: string }) => ({
        Id: entry.Id,
        SenderFault: isRefused(entry),
        Code: isRefused(entry) ? 'InvalidMessageContents' : 'InternalError',
        Message: 'made up',
      }),
    );
    const body = Buffer.from(JSON.stringify({ ...rest, Entries: passed }));
    const { 'x-amz-content-sha256': _, ...headers } = request.headers;
    const answer = await forward({ ...request, headers, body });
    const { Successful } = JSON.parse(answer.body.toString());
    return { ...answer, body: JSON.stringify({ Successful, Failed: failed }) };
  });
  const proxied = backend.clients({ endpoints: { sqs: proxy.url } });
  const names = ['a', 'b', 'c', 'refused', 'e', 'f'];
  const result = await createQueueProducer({ sqs: proxied.sqs, queueUrl, messages: [jobV1] }).sendBatch(
    names.map((name) => ({ message: job(name) })),
  );
  expect(result.sent.map(({ index }) => index)).toEqual([0, 1, 2, 4, 5]);
  expect(result.failures).toEqual([{ index: 3, code: 'InvalidMessageContents', message: 'made up' }]);
  expect(calls).toBe(2);
  expect((await drain(5)).toSorted()).toEqual(['a', 'b', 'c', 'e', 'f']);
});

it('retries entries that the response does not mention', async () => {
  let calls = 0;
  await using proxy = await startHttpInterceptor(backend.endpoints.sqs, async (request, forward) => {
    if (actionOf(request) !== 'SendMessageBatch') return forward(request);
    calls += 1;
    return calls > 1 ? forward(request) : { status: 200, headers: {}, body: '{"Successful":[],"Failed":[]}' };
  });
  const proxied = backend.clients({ endpoints: { sqs: proxy.url } });
  const { sent, failures } = await createQueueProducer({ sqs: proxied.sqs, queueUrl, messages: [jobV1] }).sendBatch([
    { message: job('untold') },
  ]);
  expect({ sent: sent.map(({ index }) => index), failures, calls }).toEqual({ sent: [0], failures: [], calls: 2 });
  expect(await drain(1)).toEqual(['untold']);
});

it('rejects with the reason if the queue is unavailable', async () => {
  await using proxy = await startFaultProxy(backend.endpoints.sqs);
  const proxied = backend.clients({ endpoints: { sqs: proxy.url } });
  const away = createQueueProducer({ sqs: proxied.sqs, queueUrl, messages: [jobV1] });
  await proxy.set('refuse');
  await expect(away.send(job('lost'))).rejects.toThrow(DependencyUnavailableError);
  await proxy.set('reset');
  await expect(away.send(job('lost'))).rejects.toMatchObject({ dependency: 'sqs', code: 'dependency_unavailable' });
  await proxy.set('up');
  await away.send(job('back'));
  expect(await drain(1)).toEqual(['back']);
});
