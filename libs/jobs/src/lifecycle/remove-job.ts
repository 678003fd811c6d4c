import { attributeExists, type Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Aftermath } from './aftermath.ts';
import type { JobKind } from './job-kind.ts';
import type { Transitions } from './transitions.ts';
import { writeTransition, type Written } from './write-transition.ts';

export interface RemoveJobDeps<Job extends JobRecord> {
  readonly table: Pick<Table<Job>, 'update'>;
  readonly transitions: Pick<Transitions<Job>, 'markDeleted'>;
}

export interface RemoveJobOptions {
  /** Whether to refuse where the job has changed since it was read. Default: false. */
  readonly asRead?: boolean;
}

/** Marks a job as deleted. `lost`, with the record as `existing`, where it was marked before, or has changed with `asRead`. */
export type RemoveJob<Job extends JobRecord> = (job: Job, options?: RemoveJobOptions) => Promise<Written<Job>>;

/** The sweeper removes the job once it is due. */
export const createRemoveJob = <Job extends JobRecord>({ table, transitions }: RemoveJobDeps<Job>): RemoveJob<Job> =>
  async function remove(job, { asRead = false } = {}): Promise<Written<Job>> {
    const written = await writeTransition(table, transitions.markDeleted(job, asRead));
    if (written.kind === 'written' || asRead) return written;
    const { existing } = written;
    if (existing === undefined || existing.deletingAt !== undefined) return written;
    // A worker has claimed it since it was read. It stays claimed, so that this is decided anew only once.
    return remove(existing);
  };

export interface FinishRemovalDeps<Job extends JobRecord> {
  readonly table: Pick<Table<Job>, 'delete'>;
  readonly kind: Pick<JobKind<Job, unknown, unknown>, 'keyOf' | 'to'>;
  readonly aftermath: Pick<Aftermath<Job>, 'discard'>;
  /** Removes all that lies beside the record. Default: deletes what the attempts stored. */
  readonly removeContents?: ((job: Job) => Promise<void>) | undefined;
}

/** Finishes the removal of a job that is marked as deleted. The record goes last, so that one that stopped halfway is found again. */
export const createFinishRemoval = <Job extends JobRecord>(deps: FinishRemovalDeps<Job>) => {
  const { table, kind, aftermath } = deps;
  // No attempt of a deleted job counts any more: its objects go as those of a failed job.
  const discard = (job: Job) => aftermath.discard({ ...job, status: kind.to.failed });
  const { removeContents = discard } = deps;
  return async (job: Job): Promise<void> => {
    await removeContents(job);
    await table.delete(kind.keyOf(job.id), { condition: attributeExists('deletingAt') });
  };
};
