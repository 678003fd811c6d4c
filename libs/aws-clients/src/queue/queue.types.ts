import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import type { Telemetry } from '@snapinfra/platform';
import type { Outcome } from './outcome.ts';

export interface SendOptions {
  /** W3C `traceparent` of the request that caused the message. */
  readonly traceparent?: string | undefined;
  /** Tenant for fair queueing: one tenant's flood does not delay the others (`MessageGroupId` on a standard queue). */
  readonly tenantId?: string | undefined;
  /** 0 to 900. */
  readonly delaySeconds?: number | undefined;
}

export interface SendRequest<Message> extends SendOptions {
  readonly message: Message;
}

export interface SendFailure {
  /** Position in what was given to `sendBatch`. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** Which messages are on the queue; after the retries the rest stand in `failures`. */
export interface SendBatchResult {
  readonly sent: readonly { readonly index: number; readonly messageId: string }[];
  readonly failures: readonly SendFailure[];
}

export interface QueueProducer<Message> {
  /** Resolves when the queue has the message. {@link SchemaMismatchError} and {@link TooLargeError} before anything is sent. */
  send(
    message: Message,
    options?: SendOptions & { readonly signal?: AbortSignal | undefined },
  ): Promise<{ messageId: string }>;
  /** Any number, in requests of up to 10 entries and 256 KB; entries that fail are sent again with backoff. */
  sendBatch(
    requests: readonly SendRequest<Message>[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<SendBatchResult>;
}

export interface MessageContext {
  /**
   * Aborts when the worker stops and the time for finishing is over, or when the message is no longer this consumer's.
   * `signal.reason` is a {@link ConsumerAbort}. Return an outcome soon after; `giveBack` is the usual one.
   */
  readonly signal: AbortSignal;
  /** SQS message id. */
  readonly messageId: string;
  /** 1 on first delivery; giving back counts as well. */
  readonly receiveCount: number;
  readonly sentAtEpochMs: number;
  /** W3C trace context of this delivery: a child of the request that sent the message. */
  readonly traceparent: string;
}

/** Why a handler's signal aborted. */
export interface ConsumerAbort {
  readonly code: 'stopping' | 'visibility_lost';
}

export type MessageHandler<Message> = (message: Message, context: MessageContext) => Promise<Outcome>;

/** What a consumer tells its owner; for logs and metrics. Message bodies are never in it. */
export type ConsumerEvent =
  | { readonly kind: 'handled'; readonly messageId: string; readonly outcome: Outcome; readonly durationMs: number }
  /** The handler threw: a bug or an unavailable dependency. The message is delivered again after the backoff. */
  | {
      readonly kind: 'handler-failed';
      readonly messageId: string;
      readonly error: unknown;
      readonly retryAfterSeconds: number;
    }
  /** Parked in the dead-letter queue without reaching the handler: not JSON, unknown type or version, invalid. */
  | { readonly kind: 'unreadable'; readonly messageId: string; readonly reason: string }
  | { readonly kind: 'receive-failed'; readonly error: unknown; readonly retryInMs: number }
  | { readonly kind: 'receive-recovered' }
  | { readonly kind: 'heartbeat-failed'; readonly messageId: string; readonly error: unknown }
  | { readonly kind: 'visibility-lost'; readonly messageId: string }
  /** The outcome could not be told to the queue after all retries: the message will be delivered again. */
  | { readonly kind: 'settle-failed'; readonly messageId: string; readonly error: unknown };

export interface QueueConsumerOptions<Definition extends AnyMessageDefinition> {
  readonly queueUrl: string;
  /** Where rejects go. Default: the target of the queue's own redrive policy. */
  readonly deadLetterQueueUrl?: string | undefined;
  /** The messages that are understood; a producer of the version before is still served when both versions stand here. */
  readonly messages: readonly Definition[];
  readonly handler: MessageHandler<MessageOf<Definition>>;
  /** Handlers at once. Default 1. */
  readonly concurrency?: number;
  /** Default 60. Renewed every third of it while a handler works. */
  readonly visibilityTimeoutSeconds?: number;
  /**
   * Long poll, 0 to 20; default 5, and never more than a third of the visibility timeout. Stopping waits for the poll to
   * end, so that no message vanishes with it.
   */
  readonly waitTimeSeconds?: number;
  /** Delay after the handler threw. Default: 2 s doubled with each delivery, at most 15 minutes, with jitter. */
  readonly retryDelaySeconds?: (receiveCount: number) => number;
  readonly onEvent?: (event: ConsumerEvent) => void;
  /** Default: {@link quietTelemetry}. */
  readonly telemetry?: Telemetry;
}

export interface StopOptions {
  /** Time for running handlers to finish; then their signals abort. Default 20,000. */
  readonly graceMs?: number;
  /** Time after that for them to return; then their messages are given back over their heads. Default 5,000. */
  readonly abortGraceMs?: number;
  /** Time after that for giving them back; then the queue is waited for no more. Default 2,000. */
  readonly lastWordsMs?: number;
}

export type ConsumerState = 'idle' | 'running' | 'stopping' | 'stopped';

export interface QueueConsumer {
  /** Begins to receive. Never throws for an unreachable queue: it keeps trying and says so by events. */
  start(): void;
  /** Resolves when nothing is in flight any more: no poll, no handler, no heartbeat. Safe to call twice. */
  stop(options?: StopOptions): Promise<void>;
  readonly state: () => ConsumerState;
  /** Running, and the last receive succeeded: fit for a health check. */
  readonly isHealthy: () => boolean;
  readonly inFlight: () => number;
}
