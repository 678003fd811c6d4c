import type { Notifier, ObjectStore } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { ConfirmPublished } from './confirm-published.ts';
import type { JobKind } from './job-kind.ts';
import { owedEventsOf } from './owed-events.ts';

export interface AftermathDeps<Job extends JobRecord, Event> {
  readonly kind: Pick<JobKind<Job, never, Event>, 'eventOf' | 'leftoverPrefixes'>;
  readonly confirmPublished: ConfirmPublished<Job>;
  readonly objects: Pick<ObjectStore, 'deletePrefix'>;
  readonly notifier: Notifier<Event>;
}

/** The work after a write that ends a job or lets it wait. The worker does it at once; if that fails, the sweeper does. */
export interface Aftermath<Job> {
  /** Publishes the events that the record owes, each at least once. Subscribers recognise repeats by the id. */
  publish(job: Job): Promise<void>;
  /** Deletes objects that attempts of an ended job stored in vain. */
  discard(job: Job): Promise<void>;
}

export const createAftermath = <Job extends JobRecord, Event>(deps: AftermathDeps<Job, Event>): Aftermath<Job> => {
  const { kind, objects, notifier } = deps;
  return {
    publish: async (job) => {
      const failures: unknown[] = [];
      let newest: Job | undefined = job;
      for (const owed of owedEventsOf(job)) {
        // The sweeper has published it meanwhile, as this worker slept between its last write and now.
        if (newest?.owedEvents[owed.id] === undefined) continue;
        try {
          await notifier.publish(kind.eventOf(job, owed), { traceparent: job.traceparent });
          newest = await deps.confirmPublished(newest, owed.id);
        } catch (error) {
          // One that can't be published must not hold up the others.
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
    discard: async (job) => {
      for (const prefix of kind.leftoverPrefixes?.(job) ?? []) await objects.deletePrefix(prefix);
    },
  };
};
