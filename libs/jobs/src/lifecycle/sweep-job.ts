import { equals, type Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { dueNames } from '../due/due-attributes.ts';
import type { Aftermath } from './aftermath.ts';
import type { DispatchJob } from './dispatch-job.ts';
import { isKnownStatus, sortOf, type JobKind } from './job-kind.ts';
import type { Transitions } from './transitions.ts';
import { writeTransition } from './write-transition.ts';

export interface SweepJobDeps<Job extends JobRecord> {
  readonly kind: Pick<JobKind<Job, unknown, unknown>, 'keyOf' | 'statuses' | 'maxAttempts'>;
  readonly table: Pick<Table<Job>, 'update'>;
  readonly transitions: Pick<Transitions<Job>, 'exhaust'>;
  readonly aftermath: Aftermath<Job>;
  readonly dispatch: DispatchJob<Job>;
  /** Removes a record that is marked as being deleted, with all that is its own. */
  readonly remove: (job: Job) => Promise<void>;
  readonly clock: () => Date;
}

/** Does what a due job needs: sends its message (again), ends it, publishes its event, clears up, or removes it. */
export const createSweepJob = <Job extends JobRecord>(deps: SweepJobDeps<Job>) => {
  const { kind, table, aftermath, clock } = deps;

  const settle = async (job: Job): Promise<void> => {
    if (job.unpublishedEventId !== undefined) return aftermath.publish(job);
    await aftermath.discard(job);
    const unchanged = { condition: equals('version', job.version) };
    await table.update(kind.keyOf(job.id), { remove: dueNames }, unchanged);
  };

  return async (job: Job): Promise<void> => {
    if (job.deletingAt !== undefined) return deps.remove(job);
    const sort = sortOf(kind, job.status);
    if (sort === 'ended') return settle(job);
    // What a later version has begun is for its own sweeper; what waits is woken by its signal alone.
    if (sort === 'waiting' || !isKnownStatus(kind, job.status)) return;
    const nowMs = clock().getTime();
    if (sort === 'running' && (job.leaseExpiresAtEpochMs ?? 0) >= nowMs) return;
    if (job.attempts < kind.maxAttempts) return deps.dispatch(job);
    const failed = await writeTransition(table, deps.transitions.exhaust(job.id, nowMs));
    if (failed.kind === 'written') await settle(failed.record);
  };
};
