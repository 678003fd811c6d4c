import type { Telemetry } from '@snapinfra/platform';
import type { ConsumerEvent } from './queue.types.ts';

/** A queue's name: the last part of its URL. */
export const queueNameOf = (queueUrl: string): string => queueUrl.slice(queueUrl.lastIndexOf('/') + 1);

/** Records metrics for a consumer's events. */
export const createMeasureConsumer = (telemetry: Telemetry, queueUrl: string) => {
  const destination = { 'messaging.destination.name': queueNameOf(queueUrl) };
  return (event: ConsumerEvent): void => {
    if (event.kind === 'handled') {
      const dimensions = { ...destination, outcome: event.outcome.kind };
      telemetry.record('messaging.process.duration', event.durationMs, dimensions);
    } else if (event.kind === 'receive-failed') {
      telemetry.record('messaging.receive.failures', 1, destination);
    }
  };
};
