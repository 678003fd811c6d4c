import { randomUUID } from 'node:crypto';
import { GetQueueAttributesCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { defineMessage, type MessageOf } from '@snapinfra/contracts';
import Type from 'typebox';
import { waitFor, type InterceptedRequest } from '../../src/index.ts';

export const jobV1 = defineMessage(
  'test.job',
  1,
  Type.Object({ name: Type.String() }, { additionalProperties: false }),
);
export const jobV2 = defineMessage(
  'test.job',
  2,
  Type.Object({ name: Type.String(), size: Type.Integer() }, { additionalProperties: false }),
);
export type JobV1 = MessageOf<typeof jobV1>;

export const job = (name: string): JobV1 => ({
  id: randomUUID(),
  type: 'test.job',
  version: 1,
  correlationId: `correlation-${name.slice(0, 50)}`,
  sentAt: new Date().toISOString(),
  payload: { name },
});

/** The action of an SQS request, such as `ReceiveMessage`. */
export const actionOf = ({ headers }: Pick<InterceptedRequest, 'headers'>): string | undefined =>
  String(headers['x-amz-target']).split('.').at(-1);

/** The number of visible and invisible messages in a queue. */
export const messageCount = async (
  sqs: SQSClient,
  queueUrl: string,
): Promise<{ visible: number; invisible: number }> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    visible: Number(Attributes['ApproximateNumberOfMessages']),
    invisible: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
  };
};

/** The next message of a queue, with all its attributes. */
export const receiveOne = (sqs: SQSClient, queueUrl: string): Promise<Message> =>
  waitFor(
    async () => {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      return Messages?.[0];
    },
    { what: `a message in ${queueUrl}` },
  );
