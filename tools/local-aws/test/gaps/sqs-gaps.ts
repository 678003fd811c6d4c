import { request } from 'node:http';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import type { Emulator, Gap } from './gap.ts';

const queue = async ({ sqs }: Emulator, QueueName: string, Attributes: Record<string, string> = {}) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';

const send = ({ sqs }: Emulator, QueueUrl: string, MessageBody: string, options: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...options }));

const receive = async ({ sqs }: Emulator, QueueUrl: string, options: object = {}): Promise<Message | undefined> => {
  const poll = { QueueUrl, WaitTimeSeconds: 0, ...options };
  return (await sqs.send(new ReceiveMessageCommand({ ...poll, MessageSystemAttributeNames: ['All'] }))).Messages?.[0];
};

const giveBack = ({ sqs }: Emulator, QueueUrl: string, message: Message | undefined) =>
  sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
  );

const isReached = ({ sqs }: Emulator, QueueUrl: string) =>
  sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));

/** Starts a long poll, disconnects after the server has received it, and waits until the server has noticed. */
const abortedReceive = async (emulator: Emulator, QueueUrl: string): Promise<void> => {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' };
  const poll = request(emulator.endpoint, { method: 'POST', headers });
  poll.on('error', () => undefined);
  poll.end(JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 }));
  await new Promise((resolve) => poll.once('finish', resolve));
  await isReached(emulator, QueueUrl);
  poll.destroy();
  await new Promise((resolve) => poll.once('close', resolve));
  await isReached(emulator, QueueUrl);
};

export const sqsGaps: readonly Gap[] = [
  {
    title: 'a message that was given back (visibility 0) is visible again',
    isClosedIn: async (emulator) => {
      const url = await queue(emulator, 'given-back');
      await send(emulator, url, 'job');
      try {
        await giveBack(emulator, url, await receive(emulator, url));
        return (await receive(emulator, url))?.Attributes?.['ApproximateReceiveCount'] === '2';
      } catch {
        return false;
      }
    },
  },
  {
    title: 'a receive whose caller has disconnected takes no message',
    isClosedIn: async (emulator) => {
      const url = await queue(emulator, 'hung-up');
      await abortedReceive(emulator, url);
      await send(emulator, url, 'for another');
      return (await receive(emulator, url))?.Attributes?.['ApproximateReceiveCount'] === '1';
    },
  },
  {
    title: 'the latest receipt handle deletes a message even after its visibility timeout',
    isClosedIn: async (emulator) => {
      const url = await queue(emulator, 'late');
      await send(emulator, url, 'slow job');
      const message = await receive(emulator, url, { VisibilityTimeout: 0 });
      await send(emulator, url, 'another');
      await receive(emulator, url);
      await emulator.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
      return (await receive(emulator, url)) === undefined;
    },
  },
  {
    title: 'a standard queue keeps the group of a message',
    isClosedIn: async (emulator) => {
      const url = await queue(emulator, 'groups');
      await send(emulator, url, 'job', { MessageGroupId: 'tenant' });
      return (await receive(emulator, url))?.Attributes?.['MessageGroupId'] === 'tenant';
    },
  },
  {
    title: 'a move to the dead-letter queue is atomic: a crash loses nothing',
    isClosedIn: async (emulator) => {
      const deadUrl = await queue(emulator, 'dead');
      const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
      const url = await queue(emulator, 'poison', { RedrivePolicy });
      await send(emulator, url, 'poison');
      await receive(emulator, url, { VisibilityTimeout: 0 });
      emulator.failNextInsert();
      await receive(emulator, url).catch(() => undefined);
      const restarted = await emulator.restart();
      const found = [await receive(restarted, url), await receive(restarted, deadUrl)];
      return found.some((message) => message?.Body === 'poison');
    },
  },
];
