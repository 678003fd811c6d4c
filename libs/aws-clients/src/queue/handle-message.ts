import type { Message } from '@aws-sdk/client-sqs';
import type { Telemetry } from '@snapinfra/platform';
import { untilAborted } from '../backoff.ts';
import type { MessageCodec } from './message-codec.ts';
import { queueNameOf } from './measure-consumer.ts';
import { attributeNames } from './message-attributes.ts';
import { holdMessage, type MessageLeaseDeps } from './message-lease.ts';
import { giveBack, reject, retryAfter, type Outcome } from './outcome.ts';
import type { MessageContext, MessageHandler } from './queue.types.ts';
import { settleMessage, type SettleDeps } from './settle-message.ts';

export interface HandleDeps<Body> extends MessageLeaseDeps, SettleDeps {
  readonly codec: MessageCodec<Body>;
  readonly handler: MessageHandler<Body>;
  readonly retryDelaySeconds: (receiveCount: number) => number;
  /** Aborts when handlers should return: the consumer stops and the grace period is over. */
  readonly stopping: AbortSignal;
  readonly telemetry: Telemetry;
}

/** Handles one received message, from heartbeat to settlement. Never rejects: failures become events. */
export const handleMessage = async <Body>(
  deps: HandleDeps<Body>,
  message: Message,
  receivedAtMs: number,
): Promise<void> => {
  const messageId = message.MessageId ?? '';
  const startedAtMs = performance.now();
  const lease = holdMessage(deps, message, receivedAtMs);
  const span = deps.telemetry.startSpan('messaging.process', {
    parent: message.MessageAttributes?.[attributeNames.traceparent]?.StringValue,
    attributes: { 'messaging.destination.name': queueNameOf(deps.queueUrl), 'messaging.message.id': messageId },
  });
  const context = contextOf(message, span.traceparent, AbortSignal.any([deps.stopping, lease.lost]));
  const outcome = await span.run(() => outcomeOf(deps, message.Body ?? '', context));
  span.end({ outcome: outcome.kind });
  await lease.release();
  try {
    // If the message was lost to another receiver, that one decides about it, but finished work is still acknowledged.
    if (!lease.lost.aborted || outcome.kind === 'ack') await settleMessage(deps, message, outcome);
    deps.emit({ kind: 'handled', messageId, outcome, durationMs: performance.now() - startedAtMs });
  } catch (error) {
    deps.emit({ kind: 'settle-failed', messageId, error });
  }
};

const outcomeOf = async <Body>(deps: HandleDeps<Body>, body: string, context: MessageContext): Promise<Outcome> => {
  const read = deps.codec.decode(body);
  if (!read.ok) {
    deps.emit({ kind: 'unreadable', messageId: context.messageId, reason: read.reason });
    return reject(read.reason);
  }
  try {
    return await untilAborted(deps.handler(read.message, context), deps.abandoned);
  } catch (error) {
    // During a shutdown, an aborted or abandoned handler does not count as failed.
    if (deps.stopping.aborted) return giveBack;
    const retryAfterSeconds = deps.retryDelaySeconds(context.receiveCount);
    deps.emit({ kind: 'handler-failed', messageId: context.messageId, error, retryAfterSeconds });
    return retryAfter(retryAfterSeconds);
  }
};

const contextOf = (message: Message, traceparent: string, signal: AbortSignal): MessageContext => ({
  signal,
  messageId: message.MessageId ?? '',
  receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
  sentAtEpochMs: Number(message.Attributes?.SentTimestamp ?? 0),
  traceparent,
});
