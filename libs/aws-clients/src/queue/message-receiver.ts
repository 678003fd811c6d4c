import { ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { backoffMs } from '../backoff.ts';
import type { ConsumerEvent } from './queue.types.ts';

export interface MessageReceiverDeps {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly visibilityTimeoutSeconds: number;
  readonly waitTimeSeconds: number;
  readonly emit: (event: ConsumerEvent) => void;
}

export type Received =
  | { readonly ok: true; readonly messages: readonly Message[]; readonly askedAtMs: number }
  | { readonly ok: false; readonly retryInMs: number };

export interface MessageReceiver {
  /** Polls once for up to `maxMessages`. A failure becomes an event, and returns an increasing backoff. */
  readonly receive: (maxMessages: number, pollOver: AbortSignal) => Promise<Received>;
  /** Whether the last receive succeeded. */
  readonly isReached: () => boolean;
}

const maxMessagesPerReceive = 10;
const receiveBackoff = { baseMs: 500, maxMs: 15_000 };
/** How much longer than the long poll a response may take. */
export const receiveSlackMs = 2_000;

export const createMessageReceiver = (deps: MessageReceiverDeps): MessageReceiver => {
  let failures = 0;
  let reached = false;
  const commandOf = (maxMessages: number, waitSeconds: number) =>
    new ReceiveMessageCommand({
      QueueUrl: deps.queueUrl,
      MaxNumberOfMessages: Math.min(maxMessages, maxMessagesPerReceive),
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: deps.visibilityTimeoutSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
    });
  return {
    receive: async (maxMessages, pollOver) => {
      // The first receive, and the first after a failure, is not a long poll, to find out quickly whether the queue is
      // available.
      const waitSeconds = reached ? deps.waitTimeSeconds : 0;
      const askedAtMs = performance.now();
      try {
        const requestTimeout = waitSeconds * 1_000 + receiveSlackMs * 2;
        const options = { abortSignal: pollOver, requestTimeout };
        const { Messages: messages = [] } = await deps.sqs.send(commandOf(maxMessages, waitSeconds), options);
        if (failures > 0) deps.emit({ kind: 'receive-recovered' });
        failures = 0;
        reached = true;
        return { ok: true, messages, askedAtMs };
      } catch (error) {
        failures += 1;
        reached = false;
        const retryInMs = backoffMs(failures, receiveBackoff);
        if (!pollOver.aborted) deps.emit({ kind: 'receive-failed', error, retryInMs });
        return { ok: false, retryInMs };
      }
    },
    isReached: () => reached,
  };
};
