import {
  SendMessageBatchCommand,
  SendMessageCommand,
  type BatchResultErrorEntry,
  type MessageAttributeValue,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import { backoffMs, pause, sendOptions } from '../backoff.ts';
import { isDependencyUnavailable } from '../errors.ts';
import { assertFits, packBatches } from './batch-entries.ts';
import { createMessageCodec } from './message-codec.ts';
import { attributeNames } from './message-attributes.ts';
import type { QueueProducer, SendBatchResult, SendFailure, SendOptions } from './queue.types.ts';

export interface QueueProducerDeps<Definition extends AnyMessageDefinition> {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly messages: readonly Definition[];
}

const resendBackoff = { baseMs: 100, maxMs: 2_000 };
const resendAttempts = 5;

const text = (value: string): MessageAttributeValue => ({ DataType: 'String', StringValue: value });

/** Tenant ids with characters that SQS does not allow in a group id are replaced by their hexadecimal form. */
const groupIdOf = (tenantId: string): string =>
  /^[\w!-/:-@[-`{-~]{1,128}$/.test(tenantId) ? tenantId : Buffer.from(tenantId).toString('hex').slice(0, 128);

/** See {@link QueueProducer}. */
export const createQueueProducer = <Definition extends AnyMessageDefinition>(
  deps: QueueProducerDeps<Definition>,
): QueueProducer<MessageOf<Definition>> => {
  const { sqs, queueUrl } = deps;
  const codec = createMessageCodec(deps.messages);

  const entryOf = (message: MessageOf<Definition>, options: SendOptions, id: string): SendMessageBatchRequestEntry => {
    const { body, type, version } = codec.encode(message);
    const correlationId = 'correlationId' in message ? String(message.correlationId) : undefined;
    const entry = {
      Id: id,
      MessageBody: body,
      MessageAttributes: {
        [attributeNames.type]: text(type),
        [attributeNames.version]: { DataType: 'Number', StringValue: String(version) },
        ...(correlationId !== undefined && { [attributeNames.correlationId]: text(correlationId) }),
        ...(options.traceparent !== undefined && { [attributeNames.traceparent]: text(options.traceparent) }),
      },
      ...(options.delaySeconds !== undefined && { DelaySeconds: options.delaySeconds }),
      ...(options.tenantId !== undefined && { MessageGroupId: groupIdOf(options.tenantId) }),
    };
    assertFits(entry);
    return entry;
  };

  return {
    send: async (message, { signal, ...options } = {}) => {
      const { Id: _, ...entry } = entryOf(message, options, '0');
      const { MessageId = '' } = await sqs.send(
        new SendMessageCommand({ QueueUrl: queueUrl, ...entry }),
        sendOptions(signal),
      );
      return { messageId: MessageId };
    },
    sendBatch: async (requests, { signal } = {}) => {
      const entries = requests.map(({ message, ...options }, index) => entryOf(message, options, String(index)));
      return sendEntries({ sqs, queueUrl, signal }, entries);
    },
  };
};

interface BatchDeps {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly signal: AbortSignal | undefined;
}

/** Sends all entries; entries with temporary failures are batched and sent again. */
const sendEntries = async (
  deps: BatchDeps,
  entries: readonly SendMessageBatchRequestEntry[],
): Promise<SendBatchResult> => {
  const sent: { index: number; messageId: string }[] = [];
  const failures: SendFailure[] = [];
  let left = entries;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const again: SendMessageBatchRequestEntry[] = [];
    for (const batch of packBatches(left)) {
      const { successful, failed } = await sendOneBatch(deps, batch);
      sent.push(...successful);
      for (const failure of failed) {
        const entry = batch.find(({ Id }) => Id === failure.Id);
        if (entry && !failure.SenderFault && attempt < resendAttempts) again.push(entry);
        else
          failures.push({ index: Number(failure.Id), code: failure.Code ?? 'Unknown', message: failure.Message ?? '' });
      }
    }
    left = again;
    if (left.length > 0) await pause(backoffMs(attempt, resendBackoff), deps.signal);
  }
  return { sent: sent.toSorted(byIndex), failures: failures.toSorted(byIndex) };
};

const byIndex = (left: { readonly index: number }, right: { readonly index: number }): number =>
  left.index - right.index;

const sendOneBatch = async ({ sqs, queueUrl, signal }: BatchDeps, batch: SendMessageBatchRequestEntry[]) => {
  try {
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: batch });
    const { Successful = [], Failed = [] } = await sqs.send(command, sendOptions(signal));
    const reported = new Set([...Successful, ...Failed].map(({ Id }) => Id));
    const unreported = batch.filter(({ Id }) => !reported.has(Id));
    return {
      successful: Successful.map(({ Id, MessageId = '' }) => ({ index: Number(Id), messageId: MessageId })),
      failed: [
        ...Failed,
        ...unreported.map(({ Id }) => resendable(Id, 'Unreported', 'The response does not mention it')),
      ],
    };
  } catch (error) {
    if (!isDependencyUnavailable(error)) throw error;
    return { successful: [], failed: batch.map(({ Id }) => resendable(Id, error.reason, error.message)) };
  }
};

const resendable = (Id: string | undefined, Code: string, Message: string): BatchResultErrorEntry => ({
  Id,
  SenderFault: false,
  Code,
  Message,
});
