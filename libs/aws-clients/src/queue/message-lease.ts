import { ChangeMessageVisibilityCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { untilAborted } from '../backoff.ts';
import { isDependencyUnavailable } from '../errors.ts';
import type { ConsumerAbort, ConsumerEvent } from './queue.types.ts';

export interface MessageLeaseDeps {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly visibilityTimeoutSeconds: number;
  readonly emit: (event: ConsumerEvent) => void;
  /** Aborts when the queue is no longer awaited. */
  readonly over: AbortSignal;
}

/** A received message, held as long as it stays invisible to other receivers. */
export interface MessageLease {
  /** Aborts when another receiver may have got the message. */
  readonly lost: AbortSignal;
  /** After this has resolved, no renewal is in flight or will follow. */
  readonly release: () => Promise<void>;
}

/** Renewals per visibility timeout, so that one or two of them may fail. */
export const renewalsPerTimeout = 3;
/** A failed renewal is retried after this fraction of the renewal interval. */
const triesPerRenewal = 5;

/** Hides a message from other receivers for another visibility timeout, from now on. */
const hide = ({ sqs, queueUrl, visibilityTimeoutSeconds }: MessageLeaseDeps, { ReceiptHandle }: Message) =>
  sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle,
      VisibilityTimeout: visibilityTimeoutSeconds,
    }),
  );

/**
 * Keeps a message invisible until it is released. `receivedAtMs` is when the receive request was sent
 * (`performance.now()`), the earliest time from which its visibility timeout can run.
 */
export const holdMessage = (deps: MessageLeaseDeps, message: Message, receivedAtMs: number): MessageLease => {
  const { emit } = deps;
  const messageId = message.MessageId ?? '';
  const timeoutMs = deps.visibilityTimeoutSeconds * 1_000;
  const renewalMs = timeoutMs / renewalsPerTimeout;
  const lost = new AbortController();
  let expiresAtMs = receivedAtMs + timeoutMs;
  let released = false;
  let renewal: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const lose = () => {
    if (released) return;
    emit({ kind: 'visibility-lost', messageId });
    lost.abort({ code: 'visibility_lost' } satisfies ConsumerAbort);
  };
  const schedule = (delayMs: number) => {
    if (!released) timer = setTimeout(() => (renewal = renew()), delayMs);
  };
  const renew = async (): Promise<void> => {
    const askedAtMs = performance.now();
    // After the process was suspended, another receiver may already have the message.
    if (askedAtMs >= expiresAtMs) return lose();
    try {
      await hide(deps, message);
      expiresAtMs = askedAtMs + timeoutMs;
      schedule(renewalMs);
    } catch (error) {
      if (!released) emit({ kind: 'heartbeat-failed', messageId, error });
      if (!isDependencyUnavailable(error)) return lose();
      schedule(renewalMs / triesPerRenewal);
    }
  };

  schedule(renewalMs);
  return {
    lost: lost.signal,
    release: async () => {
      released = true;
      clearTimeout(timer);
      // A renewal that arrives after the message was given back would hide it again.
      await untilAborted(renewal, deps.over).catch(() => undefined);
    },
  };
};
