import { allOf, attributeNotExists, equals, type Table } from '@snapinfra/aws-clients';
import type { JobRecord, Telemetry } from '@snapinfra/platform';
import { dueNames } from '../due/due-attributes.ts';
import type { Aftermath } from './aftermath.ts';
import type { DispatchJob } from './dispatch-job.ts';
import { isKnownStatus, sortOf, type JobKind } from './job-kind.ts';
import { createMeasureJobs } from './measure-jobs.ts';
import type { Transition } from './transition.ts';
import type { Transitions } from './transitions.ts';
import { writeTransition } from './write-transition.ts';

export interface SweepJobDeps<Job extends JobRecord> {
  readonly kind: Pick<JobKind<Job, unknown, unknown>, 'name' | 'keyOf' | 'statuses' | 'maxAttempts'>;
  readonly table: Pick<Table<Job>, 'update'>;
  readonly transitions: Pick<Transitions<Job>, 'exhaust' | 'expireStep' | 'abandon'>;
  readonly aftermath: Aftermath<Job>;
  readonly dispatch: DispatchJob<Job>;
  /** Removes a record that is marked as being deleted, with all that is its own. */
  readonly remove: (job: Job) => Promise<void>;
  readonly clock: () => Date;
  /** Default: nothing is recorded. */
  readonly telemetry?: Telemetry | undefined;
}

/** Sends the message of a queued or running job, or ends the job where no worker will. */
const createSweepOpen = <Job extends JobRecord>(deps: SweepJobDeps<Job>) => {
  const { kind, transitions, aftermath, clock } = deps;
  const measure = createMeasureJobs(deps);

  /** Writes a transition that ends the job or takes it away, and publishes the events that follow. */
  const take = async (action: string, transition: Transition<Job>): Promise<void> => {
    const written = await writeTransition(deps.table, transition);
    if (written.kind === 'lost') return;
    measure.swept(action);
    measure.settled(written.record);
    await aftermath.publish(written.record);
  };

  return async (job: Job): Promise<void> => {
    const nowMs = clock().getTime();
    const { step, cancelRequestedAt } = job;
    const isRunning = sortOf(kind, job.status) === 'running';
    const isHeld = isRunning && (job.leaseExpiresAtEpochMs ?? 0) >= nowMs;
    // The deadline counts only for the holder that set it.
    const isStepLate =
      isRunning && step !== undefined && step.leaseToken === job.leaseToken && step.deadlineEpochMs < nowMs;
    // A holder that has to acknowledge a cancellation may undo what is half done, as long as it keeps the lease.
    if (isHeld && (!isStepLate || cancelRequestedAt !== undefined)) return;
    if (cancelRequestedAt !== undefined) return take('cancel', transitions.abandon(job));
    if (isStepLate) return take('expire-step', transitions.expireStep(job, step));
    if (job.attempts >= kind.maxAttempts) return take('exhaust', transitions.exhaust(job.id, nowMs));
    measure.swept('dispatch');
    return deps.dispatch(job);
  };
};

/** Does what a due job needs: sends its message (again), ends it, publishes its events, clears up, or removes it. */
export const createSweepJob = <Job extends JobRecord>(deps: SweepJobDeps<Job>) => {
  const { kind, aftermath } = deps;
  const measure = createMeasureJobs(deps);
  const sweepOpen = createSweepOpen(deps);

  const sweepKnown = async (job: Job, owes: boolean): Promise<void> => {
    const sort = sortOf(kind, job.status);
    if (sort === 'queued' || sort === 'running') return sweepOpen(job);
    // With events owed, the confirmation of the last one has set what is due next.
    if (owes) return;
    await aftermath.discard(job);
    const isUnchanged = allOf(equals('version', job.version), attributeNotExists('deletingAt'));
    await deps.table.update(kind.keyOf(job.id), { remove: dueNames }, { condition: isUnchanged });
  };

  return async (job: Job): Promise<void> => {
    if (job.deletingAt !== undefined) return deps.remove(job);
    // The status is of a later version: only a sweeper of that version can handle it.
    if (!isKnownStatus(kind, job.status)) return;
    const owes = Object.keys(job.owedEvents).length > 0;
    if (owes) measure.swept('publish');
    // A topic that is down must not keep the job from going on.
    const [published] = await Promise.allSettled([aftermath.publish(job)]);
    await sweepKnown(job, owes);
    if (published.status === 'rejected') throw published.reason;
  };
};
