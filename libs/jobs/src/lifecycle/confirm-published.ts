import { allOf, attributeExists, attributeNotExists, compareSize, equals, type Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { dueNames } from '../due/due-attributes.ts';
import { sortOf, type JobKind } from './job-kind.ts';
import { afterEnd } from './outside-transitions.ts';

export interface ConfirmPublishedDeps<Job extends JobRecord> {
  readonly kind: Pick<
    JobKind<Job, unknown, unknown>,
    'keyOf' | 'outbox' | 'statuses' | 'leftoverPrefixes' | 'attemptMs' | 'leaseGraceMs'
  >;
  readonly table: Pick<Table<Job>, 'update'>;
  readonly clock: () => Date;
}

/** Removes a published event from the record, which is given as it was read; resolves to the record as it is afterwards. */
export type ConfirmPublished<Job> = (job: Job, eventId: string) => Promise<Job | undefined>;

/** With the last event of a job that has ended or waits, nothing is due any more, except leftovers of attempts. */
export const createConfirmPublished = <Job extends JobRecord>(
  deps: ConfirmPublishedDeps<Job>,
): ConfirmPublished<Job> => {
  const { kind, table, clock } = deps;

  const dueAfter = (job: Job) => {
    const sort = sortOf(kind, job.status);
    if (Object.keys(job.owedEvents).length > 1 || sort === 'queued' || sort === 'running')
      return { set: {}, remove: [] };
    return sort === 'ended' ? afterEnd(kind, job, clock()) : { set: {}, remove: dueNames };
  };

  return async function confirm(job, eventId): Promise<Job | undefined> {
    const path = ['owedEvents', eventId] as const;
    const { set, remove } = dueAfter(job);
    const isUnchanged = allOf(
      attributeExists(path),
      attributeNotExists('deletingAt'),
      equals('version', job.version),
      compareSize('owedEvents', '=', Object.keys(job.owedEvents).length),
    );
    const change = { attributes: set, remove: [path, ...remove] };
    const written = await table.update(kind.keyOf(job.id), change, { condition: isUnchanged });
    // Another event was confirmed, or the job went on: decide anew what is due.
    if (written.ok) return written.item;
    const { existing } = written;
    // The mark of a deleted job says when it is due: no confirmation may change that.
    if (existing === undefined || existing.deletingAt !== undefined) return existing;
    return existing.owedEvents[eventId] === undefined ? existing : confirm(existing, eventId);
  };
};
