import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  type Message,
  type MessageAttributeValue,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { attributeNames } from './message-attributes.ts';

export interface DeadLetterDeps {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string | undefined;
  readonly now: () => Date;
}

const maxReasonLength = 1_000;
/** SQS allows ten attributes, two of which are added here. */
const maxKeptAttributes = 8;

/** Replaces characters that XML 1.0 does not allow, which SQS rejects. */
const sendable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .slice(0, maxReasonLength)
    .toWellFormed() || 'no reason';

/** Sends messages to the dead-letter queue, with the reason as an attribute. */
export const createDeadLetter = (deps: DeadLetterDeps) => {
  const { sqs } = deps;
  let resolvedUrl: Promise<string> | undefined;
  const urlOf = async (signal: AbortSignal): Promise<string> => {
    if (deps.deadLetterQueueUrl !== undefined) return deps.deadLetterQueueUrl;
    resolvedUrl ??= redriveTargetOf(sqs, deps.queueUrl, signal);
    try {
      return await resolvedUrl;
    } catch (error) {
      resolvedUrl = undefined;
      throw error;
    }
  };
  return {
    /** Resolves when the dead-letter queue has the message; the caller must delete the original. */
    park: async (message: Message, reason: string, signal: AbortSignal): Promise<void> => {
      const kept = Object.entries(message.MessageAttributes ?? {}).slice(0, maxKeptAttributes);
      const attributes: Record<string, MessageAttributeValue> = {
        ...Object.fromEntries(kept),
        [attributeNames.rejectReason]: { DataType: 'String', StringValue: sendable(reason) },
        [attributeNames.rejectedAt]: { DataType: 'String', StringValue: deps.now().toISOString() },
      };
      const QueueUrl = await urlOf(signal);
      const command = new SendMessageCommand({ QueueUrl, MessageBody: message.Body, MessageAttributes: attributes });
      await sqs.send(command, { abortSignal: signal });
    },
  };
};

/** The URL of the queue in the redrive policy, which must be in the same account. */
const redriveTargetOf = async (sqs: SQSClient, queueUrl: string, signal: AbortSignal): Promise<string> => {
  const question = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] });
  const { Attributes } = await sqs.send(question, { abortSignal: signal });
  const policy: unknown = JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}');
  const arn =
    typeof policy === 'object' && policy !== null && 'deadLetterTargetArn' in policy ? policy.deadLetterTargetArn : '';
  const QueueName = String(arn).split(':').at(-1);
  if (!QueueName) throw new Error(`Queue ${queueUrl} has no redrive policy, and no dead-letter queue is configured`);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }), { abortSignal: signal });
  if (QueueUrl === undefined) throw new Error(`The dead-letter queue ${QueueName} has no URL`);
  return QueueUrl;
};
