import { ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { AnyMessageDefinition } from '@snapinfra/contracts';
import { backoffMs, pause, untilAborted } from '../backoff.ts';
import { createDeadLetter } from './dead-letter.ts';
import { handleMessage, type HandleDeps } from './handle-message.ts';
import { createMessageCodec } from './message-codec.ts';
import { giveBack } from './outcome.ts';
import type {
  ConsumerAbort,
  ConsumerEvent,
  ConsumerState,
  QueueConsumer,
  QueueConsumerOptions,
} from './queue.types.ts';
import { settleMessage } from './settle-message.ts';

const defaults = {
  concurrency: 1,
  visibilityTimeoutSeconds: 60,
  waitTimeSeconds: 5,
  graceMs: 20_000,
  abortGraceMs: 5_000,
};
const maxMessagesPerReceive = 10;
const receiveBackoff = { baseMs: 500, maxMs: 15_000 };
/** How much longer than its long poll a receive may take before it counts as lost. */
const receiveSlackMs = 2_000;

const defaultRetryDelaySeconds = (receiveCount: number): number =>
  backoffMs(receiveCount, { baseMs: 2_000, maxMs: 900_000 }) / 1_000;

/**
 * Consumes one queue: `concurrency` handlers at once, each slot filled again as soon as it is free. Our own loop rather
 * than sqs-consumer, which waits for a whole batch before it receives again.
 */
export const createQueueConsumer = <Definition extends AnyMessageDefinition>(
  options: QueueConsumerOptions<Definition> & { readonly sqs: SQSClient },
): QueueConsumer => {
  const { sqs, queueUrl } = options;
  const concurrency = options.concurrency ?? defaults.concurrency;
  const visibilityTimeoutSeconds = options.visibilityTimeoutSeconds ?? defaults.visibilityTimeoutSeconds;
  const waitTimeSeconds = options.waitTimeSeconds ?? defaults.waitTimeSeconds;
  const emit = (event: ConsumerEvent) => options.onEvent?.(event);
  const deadLetter = createDeadLetter({
    sqs,
    queueUrl,
    deadLetterQueueUrl: options.deadLetterQueueUrl,
    now: () => new Date(),
  });

  const draining = new AbortController();
  const stopping = new AbortController();
  const abandoned = new AbortController();
  const receiving = new AbortController();
  const inFlight = new Set<Promise<void>>();
  let state: ConsumerState = 'idle';
  let receiveFailures = 0;
  let reached = false;
  let loop: Promise<void> = Promise.resolve();
  let stopped: Promise<void> | undefined;

  const deps: HandleDeps<Parameters<typeof options.handler>[0]> = {
    sqs,
    queueUrl,
    visibilityTimeoutSeconds,
    emit,
    park: deadLetter.park,
    codec: createMessageCodec(options.messages),
    handler: options.handler,
    retryDelaySeconds: options.retryDelaySeconds ?? defaultRetryDelaySeconds,
    stopping: stopping.signal,
    abandoned: abandoned.signal,
  };

  const receive = async (maxMessages: number): Promise<readonly Message[]> => {
    // The first receive does not wait: it shows at once whether the queue is there.
    const waitSeconds = reached ? waitTimeSeconds : 0;
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(maxMessages, maxMessagesPerReceive),
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: visibilityTimeoutSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
    });
    const requestTimeout = waitSeconds * 1_000 + receiveSlackMs * 2;
    const { Messages = [] } = await sqs.send(command, { abortSignal: receiving.signal, requestTimeout });
    return Messages;
  };

  const track = (work: Promise<void>): void => {
    inFlight.add(work);
    void work.finally(() => inFlight.delete(work));
  };

  const giveBackUnhandled = async (message: Message): Promise<void> => {
    try {
      await settleMessage(deps, message, giveBack, abandoned.signal);
    } catch (error) {
      emit({ kind: 'settle-failed', messageId: message.MessageId ?? '', error });
    }
  };

  const receiveOnce = async (): Promise<void> => {
    const askedAtMs = performance.now();
    const messages = await receive(concurrency - inFlight.size);
    reached = true;
    if (receiveFailures > 0) emit({ kind: 'receive-recovered' });
    receiveFailures = 0;
    for (const message of messages) {
      track(draining.signal.aborted ? giveBackUnhandled(message) : handleMessage(deps, message, askedAtMs));
    }
  };

  const run = async (): Promise<void> => {
    while (!draining.signal.aborted) {
      if (inFlight.size >= concurrency) {
        await untilAborted(Promise.race(inFlight), draining.signal, () => undefined);
        continue;
      }
      try {
        await receiveOnce();
      } catch (error) {
        if (draining.signal.aborted) return;
        receiveFailures += 1;
        reached = false;
        const retryInMs = backoffMs(receiveFailures, receiveBackoff);
        emit({ kind: 'receive-failed', error, retryInMs });
        await pause(retryInMs, draining.signal).catch(() => undefined);
      }
    }
  };

  const drain = async (graceMs: number, abortGraceMs: number): Promise<void> => {
    state = 'stopping';
    draining.abort();
    const reason: ConsumerAbort = { code: 'stopping' };
    const pollMs = Math.min(waitTimeSeconds * 1_000 + receiveSlackMs, graceMs + abortGraceMs);
    const timers = [
      setTimeout(() => receiving.abort(), pollMs),
      setTimeout(() => stopping.abort(reason), graceMs),
      setTimeout(() => abandoned.abort(reason), graceMs + abortGraceMs),
    ];
    // What the last poll brought is in flight once the loop has ended.
    await loop;
    await Promise.all(inFlight);
    timers.forEach(clearTimeout);
    state = 'stopped';
  };

  return {
    start: () => {
      if (state !== 'idle') throw new Error('A consumer starts once');
      state = 'running';
      loop = run();
    },
    stop: ({ graceMs = defaults.graceMs, abortGraceMs = defaults.abortGraceMs } = {}) =>
      (stopped ??= drain(graceMs, abortGraceMs)),
    state: () => state,
    isHealthy: () => state === 'running' && reached,
    inFlight: () => inFlight.size,
  };
};
