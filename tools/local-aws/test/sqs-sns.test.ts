import { request } from 'node:http';
import {
  PublishCommand,
  SubscribeCommand,
  ListTopicsCommand,
  CreatePlatformEndpointCommand,
} from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { freshLocalAws } from './support/fresh-local-aws.ts';

const { sqs, sns, queueUrl, deadLetterQueueUrl, topicArn, endpoints } = await freshLocalAws();

const queue = async (name: string, Attributes: Record<string, string> = {}) =>
  (await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl ?? '';
const send = (QueueUrl: string, MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const receive = async (QueueUrl: string, options: object = {}): Promise<Message | undefined> =>
  (
    await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], WaitTimeSeconds: 5, ...options }),
    )
  ).Messages?.[0];
const give = (QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout = 0) =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
const counts = async (QueueUrl: string) => {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return [
    Number(Attributes?.['ApproximateNumberOfMessages']),
    Number(Attributes?.['ApproximateNumberOfMessagesNotVisible']),
  ];
};

describe("the stacks' queues", () => {
  it('have the attributes of the template, and the address of this local AWS', async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      VisibilityTimeout: '60',
      ReceiveMessageWaitTimeSeconds: '20',
      MessageRetentionPeriod: '1209600',
    });
    expect(JSON.parse(Attributes?.['RedrivePolicy'] ?? '')).toMatchObject({
      deadLetterTargetArn: expect.stringMatching(/:snapinfra-local-code-generation-dlq$/),
    });
    expect(queueUrl.startsWith(endpoints.aws)).toBe(true);
    expect(await counts(deadLetterQueueUrl)).toEqual([0, 0]);
  });
});

describe('a message given back', () => {
  it('is visible again immediately, and the receive counts, like on AWS', async () => {
    const url = await queue('given-back');
    await send(url, 'job');
    for (const count of ['1', '2', '3']) {
      const message = await receive(url);
      expect(message?.Attributes?.['ApproximateReceiveCount']).toBe(count);
      await give(url, message ?? {});
    }
    expect(await counts(url)).toEqual([1, 0]);
  });

  it('too often goes to the dead-letter queue', async () => {
    const dead = await queue('dead');
    const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const url = await queue('poison', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }) });
    await send(url, 'poison');
    for (let count = 0; count < 2; count += 1) await give(url, (await receive(url)) ?? {});
    expect(await receive(url, { WaitTimeSeconds: 0 })).toBeUndefined();
    expect((await receive(dead))?.Body).toBe('poison');
  });
});

describe('a receive whose caller has disconnected', () => {
  it('takes no message', async () => {
    const url = await queue('ghost');
    await abortedReceive(url);
    await send(url, 'for somebody else');
    const message = await receive(url);
    expect(message?.Body).toBe('for somebody else');
    expect(message?.Attributes?.['ApproximateReceiveCount']).toBe('1');
  });

  it('does not take messages from other waiting receivers', async () => {
    const url = await queue('ghosts');
    for (let n = 0; n < 5; n += 1) await abortedReceive(url);
    const waiting = receive(url);
    await send(url, 'to the living');
    expect((await waiting)?.Body).toBe('to the living');
  });

  /** Starts a long poll, disconnects after the server has received it, and waits until the server has noticed. */
  const abortedReceive = async (url: string): Promise<void> => {
    const poll = request(endpoints.aws, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
    });
    poll.on('error', () => undefined);
    poll.end(JSON.stringify({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await new Promise((resolve) => poll.once('finish', resolve));
    await counts(url);
    poll.destroy();
    await new Promise((resolve) => poll.once('close', resolve));
    await counts(url);
  };
});

describe('the group of a message on a standard queue', () => {
  it('is kept, alone and in a batch', async () => {
    const url = await queue('groups');
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'one', MessageGroupId: 'tenant-1' }));
    const Entries = ['two', 'three'].map((body) => ({ Id: body, MessageBody: body, MessageGroupId: `tenant-${body}` }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    await send(url, 'none');
    const received = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    expect(received.Messages?.map(({ Body, Attributes }) => [Body, Attributes?.['MessageGroupId']])).toEqual([
      ['one', 'tenant-1'],
      ['two', 'tenant-two'],
      ['three', 'tenant-three'],
      ['none', undefined],
    ]);
  });
});

describe('a late delete', () => {
  it('with the latest receipt handle still deletes', async () => {
    const url = await queue('late');
    await send(url, 'slow job');
    const message = await receive(url, { VisibilityTimeout: 0 });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(await receive(url, { WaitTimeSeconds: 0 })).toBeUndefined();
  });

  it('with an older one does not', async () => {
    const url = await queue('stale');
    await send(url, 'slow job');
    const first = await receive(url, { VisibilityTimeout: 0 });
    await receive(url, { VisibilityTimeout: 0 });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect((await receive(url))?.Body).toBe('slow job');
  });
});

describe('the topic', () => {
  it('delivers the events that match the filter to a queue', async () => {
    const url = await queue('subscriber');
    await sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:000000000000:subscriber',
        Attributes: { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ status: ['failed'] }) },
      }),
    );
    for (const status of ['completed', 'failed']) {
      const MessageAttributes = { status: { DataType: 'String', StringValue: status } };
      await sns.send(new PublishCommand({ TopicArn: topicArn, Message: status, MessageAttributes }));
    }
    expect((await receive(url))?.Body).toBe('failed');
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: topicArn }]);
  });
});

describe('unsupported calls are rejected', () => {
  const subscribe = (Protocol: string, Endpoint: string) =>
    sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol, Endpoint }));
  it.each([
    [
      'StartMessageMoveTask',
      () => sqs.send(new StartMessageMoveTaskCommand({ SourceArn: 'arn:aws:sqs:us-east-1:000000000000:dead' })),
    ],
    ['an email subscription', () => subscribe('email', 'a@example.com')],
    ['an SMS subscription', () => subscribe('sms', '+4915112345678')],
    ['a webhook subscription', () => subscribe('https', 'https://example.com/hook')],
    ['publishing to a phone', () => sns.send(new PublishCommand({ PhoneNumber: '+4915112345678', Message: 'hello' }))],
    [
      'a platform endpoint',
      () => sns.send(new CreatePlatformEndpointCommand({ PlatformApplicationArn: 'arn:x', Token: 'x' })),
    ],
  ])('%s', async (_, call) => {
    await expect(call()).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
      message: expect.stringContaining('is not supported by the local AWS'),
    });
  });
});
