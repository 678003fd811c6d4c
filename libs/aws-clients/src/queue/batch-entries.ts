import type { MessageAttributeValue, SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { TooLargeError } from '../errors.ts';

/** SQS's limits per request; the size also limits a single message. */
const maxBatchEntries = 10;
export const maxBatchBytes = 256 * 1024;

/** The size of a message as SQS counts it: body, and names, types and values of its attributes. */
const messageBytes = (body: string, attributes: Record<string, MessageAttributeValue>): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      (BinaryValue?.byteLength ?? 0),
    Buffer.byteLength(body),
  );

export const entryBytes = ({ MessageBody = '', MessageAttributes = {} }: SendMessageBatchRequestEntry): number =>
  messageBytes(MessageBody, MessageAttributes);

/** @throws TooLargeError for an entry that exceeds the limit of a request on its own */
export const assertFits = (entry: SendMessageBatchRequestEntry): void => {
  const bytes = entryBytes(entry);
  if (bytes > maxBatchBytes) throw new TooLargeError('A message', bytes, maxBatchBytes);
};

/** Packs entries into requests in order, filling each up to the limits. */
export const packBatches = (entries: readonly SendMessageBatchRequestEntry[]): SendMessageBatchRequestEntry[][] => {
  const batches: { entries: SendMessageBatchRequestEntry[]; bytes: number }[] = [];
  for (const entry of entries) {
    const bytes = entryBytes(entry);
    const last = batches.at(-1);
    if (last && last.entries.length < maxBatchEntries && last.bytes + bytes <= maxBatchBytes) {
      last.entries.push(entry);
      last.bytes += bytes;
    } else {
      batches.push({ entries: [entry], bytes });
    }
  }
  return batches.map((batch) => batch.entries);
};
