import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { backoffMs, pause } from '../backoff.ts';
import { isDependencyUnavailable } from '../errors.ts';
import type { Outcome } from './outcome.ts';

export interface SettleDeps {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly park: (message: Message, reason: string, signal: AbortSignal) => Promise<void>;
  /** Aborts when failed calls are no longer retried. */
  readonly abandoned: AbortSignal;
  /** Aborts when the queue is no longer awaited. */
  readonly over: AbortSignal;
}

const settleBackoff = { baseMs: 200, maxMs: 3_000 };
const settleAttempts = 6;
/** SQS's longest visibility timeout. */
const maxVisibilitySeconds = 43_200;

/**
 * Applies a handler's outcome to its message, with retries. If it rejects, the message will be delivered again.
 */
export const settleMessage = async (deps: SettleDeps, message: Message, outcome: Outcome): Promise<void> => {
  const target = { QueueUrl: deps.queueUrl, ReceiptHandle: message.ReceiptHandle };
  const options = { abortSignal: deps.over };
  const remove = () => persistently(() => deps.sqs.send(new DeleteMessageCommand(target), options), deps.abandoned);
  switch (outcome.kind) {
    case 'ack':
      return remove();
    case 'retry': {
      const seconds = Math.min(Math.max(Math.ceil(outcome.afterSeconds), 0), maxVisibilitySeconds);
      const change = new ChangeMessageVisibilityCommand({ ...target, VisibilityTimeout: seconds });
      return persistently(() => deps.sqs.send(change, options), deps.abandoned);
    }
    case 'reject':
      // Sent to the dead-letter queue before it is deleted: a duplicate is better than a lost message.
      await persistently(() => deps.park(message, outcome.reason, deps.over), deps.abandoned);
      return remove();
  }
};

const persistently = async (step: () => Promise<unknown>, giveUp: AbortSignal): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await step();
      return;
    } catch (error) {
      if (!isDependencyUnavailable(error) || attempt === settleAttempts || giveUp.aborted) throw error;
      await pause(backoffMs(attempt, settleBackoff), giveUp).catch(() => undefined);
    }
  }
};
