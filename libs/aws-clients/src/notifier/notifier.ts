import { PublishCommand, type MessageAttributeValue, type SNSClient } from '@aws-sdk/client-sns';
import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import { sendOptions } from '../backoff.ts';
import { attributeNames } from '../queue/message-attributes.ts';
import { createMessageCodec } from '../queue/message-codec.ts';
import type { Notifier } from './notifier.types.ts';

export interface NotifierDeps<Definition extends AnyMessageDefinition> {
  readonly sns: SNSClient;
  readonly topicArn: string;
  readonly events: readonly Definition[];
}

/** Members of an event that subscribers can filter by. */
const filterableMembers = ['userId', 'projectId', 'status', 'correlationId'] as const;

const text = (value: string): MessageAttributeValue => ({ DataType: 'String', StringValue: value });

const filterAttributes = (event: object): Record<string, MessageAttributeValue> => {
  const members = new Map(Object.entries(event));
  return Object.fromEntries(
    filterableMembers.flatMap((name) => {
      const value: unknown = members.get(name);
      return typeof value === 'string' && value !== '' ? [[name, text(value)]] : [];
    }),
  );
};

/** See {@link Notifier}. */
export const createNotifier = <Definition extends AnyMessageDefinition>(
  deps: NotifierDeps<Definition>,
): Notifier<MessageOf<Definition>> => {
  const codec = createMessageCodec(deps.events);
  return {
    publish: async (event, { traceparent, signal } = {}) => {
      const { body, type, version } = codec.encode(event);
      const command = new PublishCommand({
        TopicArn: deps.topicArn,
        Message: body,
        MessageAttributes: {
          ...filterAttributes(Object(event)),
          [attributeNames.type]: text(type),
          [attributeNames.version]: { DataType: 'Number', StringValue: String(version) },
          ...(traceparent !== undefined && { [attributeNames.traceparent]: text(traceparent) }),
        },
      });
      const { MessageId = '' } = await deps.sns.send(command, sendOptions(signal));
      return { messageId: MessageId };
    },
  };
};
