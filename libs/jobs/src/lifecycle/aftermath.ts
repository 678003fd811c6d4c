import type { Notifier, ObjectStore } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { ConfirmPublished } from './confirm-published.ts';
import type { JobKind } from './job-kind.ts';

export interface AftermathDeps<Job extends JobRecord, Event> {
  readonly kind: Pick<JobKind<Job, never, Event>, 'eventOf' | 'leftoverPrefixes'>;
  readonly confirmPublished: ConfirmPublished<Job>;
  readonly objects: Pick<ObjectStore, 'deletePrefix'>;
  readonly notifier: Notifier<Event>;
}

/** What follows the end of a job: done by its worker at once, by the sweeper where that fails. */
export interface Aftermath<Job> {
  /** Publishes the event that the record owes, at least once: subscribers tell repeats by its id. */
  publish(job: Job): Promise<void>;
  /** Deletes what attempts of an ended job stored in vain. */
  discard(job: Job): Promise<void>;
}

export const createAftermath = <Job extends JobRecord, Event>(deps: AftermathDeps<Job, Event>): Aftermath<Job> => {
  const { kind, objects, notifier } = deps;
  return {
    publish: async (job) => {
      const { unpublishedEventId, traceparent } = job;
      // Published already, by the sweeper: of a worker that slept between its last write and this.
      if (unpublishedEventId === undefined) return;
      await notifier.publish(kind.eventOf(job, unpublishedEventId), { traceparent });
      await deps.confirmPublished(job);
    },
    discard: async (job) => {
      for (const prefix of kind.leftoverPrefixes(job)) await objects.deletePrefix(prefix);
    },
  };
};
