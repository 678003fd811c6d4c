import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import { quietTelemetry } from '@snapinfra/platform';
import { backoffMs, pause, untilAborted } from '../backoff.ts';
import { createConsumerShutdown, type ConsumerShutdown } from './consumer-shutdown.ts';
import { createDeadLetter } from './dead-letter.ts';
import { handleMessage, type HandleDeps } from './handle-message.ts';
import { createMeasureConsumer } from './measure-consumer.ts';
import { createMessageCodec } from './message-codec.ts';
import { renewalsPerTimeout } from './message-lease.ts';
import { createMessageReceiver, receiveSlackMs, type MessageReceiver } from './message-receiver.ts';
import { giveBack } from './outcome.ts';
import type { ConsumerState, QueueConsumer, QueueConsumerOptions, StopOptions } from './queue.types.ts';
import { settleMessage } from './settle-message.ts';

const defaults = { concurrency: 1, visibilityTimeoutSeconds: 60, waitTimeSeconds: 5 };
const defaultStop = { graceMs: 20_000, abortGraceMs: 5_000, settleGraceMs: 2_000 };

const defaultRetryDelaySeconds = (receiveCount: number): number =>
  backoffMs(receiveCount, { baseMs: 2_000, maxMs: 900_000 }) / 1_000;

/**
 * Consumes a queue with up to `concurrency` handlers at once; a free slot is refilled immediately. Not based on
 * sqs-consumer (15.0.3), because its handlers are notified neither of lost visibility nor of a shutdown, its `stop`
 * returns no promise, its abort also cancels the deletes of finished messages, and a handler cannot choose between a
 * delay and the dead-letter queue.
 */
export const createQueueConsumer = <Definition extends AnyMessageDefinition>(
  options: QueueConsumerOptions<Definition> & { readonly sqs: SQSClient },
): QueueConsumer => {
  const { concurrency = defaults.concurrency } = options;
  const shutdown = createConsumerShutdown();
  const deps = handleDepsOf(options, shutdown);
  const waitTimeSeconds = longPollSeconds(options.waitTimeSeconds ?? defaults.waitTimeSeconds, deps);
  const receiver = createMessageReceiver({ ...deps, waitTimeSeconds });
  const inFlight = new Set<Promise<void>>();
  let state: ConsumerState = 'idle';
  let loop: Promise<void> = Promise.resolve();
  let stopped: Promise<void> | undefined;

  const stop = async (stopOptions: StopOptions) => {
    state = 'stopping';
    const pollMs = waitTimeSeconds * 1_000 + receiveSlackMs;
    await shutdown.begin({ ...defaultStop, ...stopOptions, pollMs }, async () => {
      // Messages of the last poll are in `inFlight` once the loop has ended.
      await loop;
      await Promise.all(inFlight);
    });
    state = 'stopped';
  };

  return {
    start: () => {
      if (state !== 'idle') throw new Error('A consumer can only be started once');
      state = 'running';
      loop = consume({ deps, receiver, inFlight, concurrency, shutdown });
    },
    stop: (stopOptions = {}) => (stopped ??= stop(stopOptions)),
    state: () => state,
    isHealthy: () => state === 'running' && receiver.isReached(),
    inFlight: () => inFlight.size,
  };
};

/**
 * Limits the long poll, because the lease of a message counts from the start of the poll: a message that arrives at its
 * end must have enough time left for its first renewal.
 */
const longPollSeconds = (wanted: number, { visibilityTimeoutSeconds }: { visibilityTimeoutSeconds: number }): number =>
  Math.min(wanted, Math.max(1, Math.floor(visibilityTimeoutSeconds / renewalsPerTimeout)));

const handleDepsOf = <Definition extends AnyMessageDefinition>(
  options: QueueConsumerOptions<Definition> & { readonly sqs: SQSClient },
  shutdown: ConsumerShutdown,
): HandleDeps<MessageOf<Definition>> => {
  const { sqs, queueUrl, deadLetterQueueUrl, telemetry = quietTelemetry } = options;
  const measure = createMeasureConsumer(telemetry, queueUrl);
  return {
    sqs,
    queueUrl,
    visibilityTimeoutSeconds: options.visibilityTimeoutSeconds ?? defaults.visibilityTimeoutSeconds,
    emit: (event) => {
      measure(event);
      options.onEvent?.(event);
    },
    telemetry,
    park: createDeadLetter({ sqs, queueUrl, deadLetterQueueUrl, now: () => new Date() }).park,
    codec: createMessageCodec(options.messages),
    handler: options.handler,
    retryDelaySeconds: options.retryDelaySeconds ?? defaultRetryDelaySeconds,
    stopping: shutdown.stopping,
    abandoned: shutdown.abandoned,
    over: shutdown.over,
  };
};

interface Consumption<Body> {
  readonly deps: HandleDeps<Body>;
  readonly receiver: MessageReceiver;
  readonly inFlight: Set<Promise<void>>;
  readonly concurrency: number;
  readonly shutdown: ConsumerShutdown;
}

/** Fills free slots until the consumer is draining. Never rejects. */
const consume = async <Body>({ deps, receiver, inFlight, concurrency, shutdown }: Consumption<Body>): Promise<void> => {
  const { draining, pollOver } = shutdown;
  let slotFreed = Promise.withResolvers<void>();
  const track = (work: Promise<void>): void => {
    inFlight.add(work);
    void work.finally(() => {
      inFlight.delete(work);
      slotFreed.resolve();
    });
  };
  while (!draining.aborted) {
    if (inFlight.size >= concurrency) {
      slotFreed = Promise.withResolvers();
      await untilAborted(slotFreed.promise, draining).catch(() => undefined);
      continue;
    }
    const received = await receiver.receive(concurrency - inFlight.size, pollOver);
    if (!received.ok) {
      await pause(received.retryInMs, draining).catch(() => undefined);
      continue;
    }
    for (const message of received.messages) {
      track(draining.aborted ? returnUnhandled(deps, message) : handleMessage(deps, message, received.askedAtMs));
    }
  }
};

/** Releases a message that arrived after the shutdown began, for another consumer. */
const returnUnhandled = async <Body>(deps: HandleDeps<Body>, message: Message): Promise<void> => {
  try {
    await settleMessage(deps, message, giveBack);
  } catch (error) {
    deps.emit({ kind: 'settle-failed', messageId: message.MessageId ?? '', error });
  }
};
