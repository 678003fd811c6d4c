import { equals, type Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { JobKind } from './job-kind.ts';
import { afterEnd } from './transitions.ts';

export interface ConfirmPublishedDeps<Job extends JobRecord> {
  readonly kind: Pick<JobKind<Job, unknown, unknown>, 'keyOf' | 'leftoverPrefixes' | 'quietFromEpochMs'>;
  readonly table: Pick<Table<Job>, 'update'>;
  readonly clock: () => Date;
}

export type ConfirmPublished<Job> = (job: Job) => Promise<void>;

/** Notes that a record's event is out: nothing is left to do, but for what attempts may have left behind. */
export const createConfirmPublished =
  <Job extends JobRecord>({ kind, table, clock }: ConfirmPublishedDeps<Job>): ConfirmPublished<Job> =>
  async (job) => {
    const { id, unpublishedEventId } = job;
    if (unpublishedEventId === undefined) return;
    const { set, remove } = afterEnd(kind, job, clock());
    await table.update(
      kind.keyOf(id),
      { attributes: set, remove: ['unpublishedEventId', ...remove] },
      { condition: equals('unpublishedEventId', unpublishedEventId) },
    );
  };
