import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import type { Telemetry } from '@snapinfra/platform';
import type { Outcome } from './outcome.ts';

export interface SendOptions {
  /** W3C `traceparent` of the request that caused the message. */
  readonly traceparent?: string | undefined;
  /** Tenant for fair queues: a flood of one tenant does not delay the others (`MessageGroupId` on a standard queue). */
  readonly tenantId?: string | undefined;
  /** From 0 to 900. */
  readonly delaySeconds?: number | undefined;
}

export interface SendRequest<Message> extends SendOptions {
  readonly message: Message;
}

export interface SendFailure {
  /** Index in the requests given to `sendBatch`. */
  readonly index: number;
  /** Of SQS, or the reason of an outage; `Unreported` where the answer of SQS does not mention the message. */
  readonly code: string;
  readonly message: string;
}

/** The messages that were sent, and those that failed even after retries. */
export interface SendBatchResult {
  readonly sent: readonly { readonly index: number; readonly messageId: string }[];
  readonly failures: readonly SendFailure[];
}

export interface QueueProducer<Message> {
  /**
   * Resolves when the queue has the message. Invalid messages reject with {@link SchemaMismatchError} or
   * {@link TooLargeError}.
   */
  send(
    message: Message,
    options?: SendOptions & { readonly signal?: AbortSignal | undefined },
  ): Promise<{ messageId: string }>;
  /** Sends any number of messages, in requests of up to 10 entries and 256 KB; retries failed entries with backoff. */
  sendBatch(
    requests: readonly SendRequest<Message>[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<SendBatchResult>;
}

export interface MessageContext {
  /**
   * Aborts when the consumer stops and the grace period is over, or when the message may have gone to another receiver.
   * `signal.reason` is a {@link ConsumerAbort}. Return an outcome soon after that, usually `giveBack`.
   */
  readonly signal: AbortSignal;
  /** SQS message id. */
  readonly messageId: string;
  /** 1 on the first delivery; deliveries that were given back count as well. */
  readonly receiveCount: number;
  readonly sentAtEpochMs: number;
  /** W3C trace context of this delivery, a child of the trace context that the message was sent with. */
  readonly traceparent: string;
}

/** Why a handler's signal aborted. */
export interface ConsumerAbort {
  readonly code: 'stopping' | 'visibility_lost';
}

export type MessageHandler<Message> = (message: Message, context: MessageContext) => Promise<Outcome>;

/** Events of a consumer, for logs and metrics. They never contain message bodies. */
export type ConsumerEvent =
  | { readonly kind: 'handled'; readonly messageId: string; readonly outcome: Outcome; readonly durationMs: number }
  /** The handler threw, because of a bug or an unavailable dependency. The message is retried after the backoff. */
  | {
      readonly kind: 'handler-failed';
      readonly messageId: string;
      readonly error: unknown;
      readonly retryAfterSeconds: number;
    }
  /** Moved to the dead-letter queue without calling the handler: not JSON, unknown type or version, or invalid. */
  | { readonly kind: 'unreadable'; readonly messageId: string; readonly reason: string }
  | { readonly kind: 'receive-failed'; readonly error: unknown; readonly retryInMs: number }
  | { readonly kind: 'receive-recovered' }
  | { readonly kind: 'heartbeat-failed'; readonly messageId: string; readonly error: unknown }
  | { readonly kind: 'visibility-lost'; readonly messageId: string }
  /** The message could not be settled even after retries and will be delivered again. */
  | { readonly kind: 'settle-failed'; readonly messageId: string; readonly error: unknown };

export interface QueueConsumerOptions<Definition extends AnyMessageDefinition> {
  readonly queueUrl: string;
  /** Queue for rejected messages. Default: the target of the queue's redrive policy. */
  readonly deadLetterQueueUrl?: string | undefined;
  /** The accepted messages. List old versions as well, as long as producers may still send them. */
  readonly messages: readonly Definition[];
  readonly handler: MessageHandler<MessageOf<Definition>>;
  /** Concurrent handlers. Default 1. */
  readonly concurrency?: number;
  /** Default 60. Renewed after each third of it while a handler is running. */
  readonly visibilityTimeoutSeconds?: number;
  /**
   * Long poll, 0 to 20; default 5, and at most a third of the visibility timeout. A stop waits for the poll in flight,
   * so that its messages do not stay invisible until their timeout.
   */
  readonly waitTimeSeconds?: number;
  /** Delay after the handler threw. Default: 2 s, doubled with each delivery up to 15 minutes, with jitter. */
  readonly retryDelaySeconds?: (receiveCount: number) => number;
  readonly onEvent?: (event: ConsumerEvent) => void;
  /** Default: {@link quietTelemetry}. */
  readonly telemetry?: Telemetry;
}

export interface StopOptions {
  /** Time for running handlers to finish before their signals abort. Default 20,000. */
  readonly graceMs?: number;
  /** Time after that for them to return before their messages are given back without them. Default 5,000. */
  readonly abortGraceMs?: number;
  /** Time after that to settle messages before the queue is no longer awaited. Default 2,000. */
  readonly settleGraceMs?: number;
}

export type ConsumerState = 'idle' | 'running' | 'stopping' | 'stopped';

export interface QueueConsumer {
  /** Starts receiving. An unreachable queue is not an error: it is retried and reported by events. */
  start(): void;
  /** Resolves when no poll, handler or heartbeat is in flight. Safe to call twice. */
  stop(options?: StopOptions): Promise<void>;
  readonly state: () => ConsumerState;
  /** Whether it is running and the last receive succeeded; for health checks. */
  readonly isHealthy: () => boolean;
  readonly inFlight: () => number;
}
