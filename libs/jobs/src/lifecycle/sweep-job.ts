import { equals, type Table } from '@snapinfra/aws-clients';
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
  readonly telemetry?: Telemetry;
}

/** What a queued or running job needs: a message, or an end that nobody else brings about. */
const createSweepOpen = <Job extends JobRecord>(deps: SweepJobDeps<Job>) => {
  const { kind, transitions, aftermath, clock } = deps;
  const measure = createMeasureJobs(deps);

  /** Takes a running job from its holder, or from nobody. */
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
    // A deadline that an earlier holder set is not this one's.
    const isStepLate =
      isRunning && step !== undefined && step.leaseToken === job.leaseToken && step.deadlineEpochMs < nowMs;
    // Whoever is to acknowledge a cancellation may undo what is half done for as long as the lease is kept.
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
    // The confirmation of the last event says what is due next. What waits is woken by its signal alone.
    if (owes) return;
    await aftermath.discard(job);
    await deps.table.update(kind.keyOf(job.id), { remove: dueNames }, { condition: equals('version', job.version) });
  };

  return async (job: Job): Promise<void> => {
    if (job.deletingAt !== undefined) return deps.remove(job);
    // What a later version has begun is for its own sweeper.
    if (!isKnownStatus(kind, job.status)) return;
    const owes = Object.keys(job.owedEvents).length > 0;
    if (owes) measure.swept('publish');
    // A topic that is down holds up no job.
    const [published] = await Promise.allSettled([aftermath.publish(job)]);
    await sweepKnown(job, owes);
    if (published.status === 'rejected') throw published.reason;
  };
};
