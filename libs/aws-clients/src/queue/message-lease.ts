import { ChangeMessageVisibilityCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { untilAborted } from '../backoff.ts';
import { isDependencyUnavailable } from '../errors.ts';
import type { ConsumerAbort, ConsumerEvent } from './queue.types.ts';

export interface MessageLeaseDeps {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly visibilityTimeoutSeconds: number;
  readonly emit: (event: ConsumerEvent) => void;
  /** Aborts when the queue is waited for no more. */
  readonly over: AbortSignal;
}

/** A received message that is ours as long as it stays invisible to others. */
export interface MessageLease {
  /** Aborts when the message may be somebody else's. */
  readonly lost: AbortSignal;
  /** No renewal is in flight or will follow once this resolves. */
  readonly release: () => Promise<void>;
}

/** Renewals a message gets within one visibility timeout, so that one or two of them may fail. */
export const renewalsPerTimeout = 3;
/** Quicker retries after a renewal that failed. */
const triesPerRenewal = 5;

/**
 * Keeps a message invisible until it is released. `receivedAtMs` is when its receive was asked for, on the clock of
 * `performance.now()`: the timeout runs from then at the earliest.
 */
export const holdMessage = (deps: MessageLeaseDeps, message: Message, receivedAtMs: number): MessageLease => {
  const { sqs, queueUrl, visibilityTimeoutSeconds, emit } = deps;
  const messageId = message.MessageId ?? '';
  const timeoutMs = visibilityTimeoutSeconds * 1_000;
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
    // A process that was stopped wakes up here: what it held may have been given to another long ago.
    if (askedAtMs >= expiresAtMs) return lose();
    try {
      const change = {
        QueueUrl: queueUrl,
        ReceiptHandle: message.ReceiptHandle,
        VisibilityTimeout: visibilityTimeoutSeconds,
      };
      await sqs.send(new ChangeMessageVisibilityCommand(change));
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
      // A renewal that arrived after what is said next would hide the message again.
      await untilAborted(renewal, deps.over).catch(() => undefined);
    },
  };
};
