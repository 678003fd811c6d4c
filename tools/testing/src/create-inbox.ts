import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import type { Backend } from './use-backend.ts';
import { waitFor } from './wait-for.ts';

export interface ReceivedMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** Reads whole queues: that of a subscriber of the topic, and the dead-letter queue. */
export const createInbox = async (backend: Backend) => {
  const { sqs, sns } = backend.clients();
  const { topicArn, deadLetterQueueUrl } = backend.resources;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${backend.env['STAGE']}-inbox` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.['QueueArn'],
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const events: ReceivedMessage[] = [];
  const parked: ReceivedMessage[] = [];

  const drain = async (queueUrl: string | undefined, into: ReceivedMessage[]): Promise<void> => {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
      );
      if (Messages.length === 0) return;
      for (const { Body = '', MessageAttributes = {}, ReceiptHandle } of Messages) {
        const attributes = Object.entries(MessageAttributes).map(([name, value]) => [name, value.StringValue] as const);
        into.push({ body: Body, attributes: Object.fromEntries(attributes) });
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
    }
  };

  /** Each once: queues and topics may deliver a message twice, and its id says that it is the same. */
  const matching = (messages: readonly ReceivedMessage[], text: string): readonly ReceivedMessage[] => [
    ...new Map(messages.filter(({ body }) => body.includes(text)).map((message) => [message.body, message])).values(),
  ];

  return {
    /** The events so far that have this text in them. */
    eventsOf: async (text: string) => {
      await drain(QueueUrl, events);
      return matching(events, text);
    },
    /** The first event with this text. */
    eventOf: (text: string) =>
      waitFor(
        async () => {
          await drain(QueueUrl, events);
          return matching(events, text)[0];
        },
        { what: `an event about ${text}` },
      ),
    /** The message with this text, once it is in the dead-letter queue. */
    parkedMessage: (text: string) =>
      waitFor(
        async () => {
          await drain(deadLetterQueueUrl, parked);
          return matching(parked, text)[0];
        },
        { what: `a parked message with ${text}` },
      ),
  };
};
