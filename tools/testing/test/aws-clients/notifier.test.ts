import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { createNotifier, SchemaMismatchError } from '@snapinfra/aws-clients';
import { codeGenerationFinishedV1, type CodeGenerationFinishedV1 } from '@snapinfra/contracts';
import { expect, it } from 'vitest';
import { useBackend } from '../../src/index.ts';
import { messageCount, receiveOne } from './queue.test-support.ts';

const backend = await useBackend();
const { sqs, sns } = backend.clients();
const { topicArn } = backend.resources;
const notifier = createNotifier({ sns, topicArn, events: [codeGenerationFinishedV1] });

const event = (userId: string, status = 'completed'): CodeGenerationFinishedV1 => ({
  id: randomUUID(),
  type: 'code-generation.finished',
  version: 1,
  occurredAt: new Date().toISOString(),
  correlationId: 'correlation',
  userId,
  projectId: 'project',
  status,
  payload: { generationId: 'generation' },
});

/** A queue that is subscribed with a filter. */
const subscribe = async (filter: Record<string, readonly unknown[]>): Promise<string> => {
  const name = `listener-${randomUUID()}`;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const Endpoint = topicArn.replace(':sns:', ':sqs:').replace(/[^:]+$/, name);
  const Attributes = { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify(filter) };
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint, Attributes }));
  return `${new URL(backend.resources.queueUrl).origin}${new URL(QueueUrl).pathname}`;
};

it('reaches subscribers whose filter matches, by attributes', async () => {
  const mine = await subscribe({ userId: ['me'], status: ['failed'], type: ['code-generation.finished'] });
  const failed = event('me', 'failed');
  await notifier.publish(event('me'));
  await notifier.publish(event('other', 'failed'));
  const { messageId } = await notifier.publish(failed, { traceparent: '00-a-b-01' });
  expect(messageId).not.toBe('');
  const received = await receiveOne(sqs, mine);
  expect(JSON.parse(received.Body ?? '')).toEqual(failed);
  expect(received.MessageAttributes?.['traceparent']?.StringValue).toBe('00-a-b-01');
  expect(received.MessageAttributes?.['projectId']?.StringValue).toBe('project');
  await sqs.send(new DeleteMessageCommand({ QueueUrl: mine, ReceiptHandle: received.ReceiptHandle }));
  expect(await messageCount(sqs, mine)).toEqual({ visible: 0, invisible: 0 });
});

it('rejects an event that does not match its definition', async () => {
  const wrong = { ...event('me'), occurredAt: 'yesterday' };
  await expect(notifier.publish(wrong)).rejects.toThrow(SchemaMismatchError);
});
