import type { Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Lease } from '../lease/lease.ts';
import { createClaimJob, type ClaimJobDeps } from './claim-job.ts';
import { createConfirmPublished, type ConfirmPublished } from './confirm-published.ts';
import type { JobStepState, Wait } from './holder-transitions.ts';
import type { JobError } from './job-kind.ts';
import { confirmationMs, type OwnChange, type TransitionRules, type TransitionsDeps } from './transition.ts';
import { createTransitions } from './transitions.ts';
import { writeTransition, type Written } from './write-transition.ts';

/** The longest delay of a message in its queue. Of longer pauses the record has the end, and the sweeper sends the message then. */
export const longestMessageDelayMs = 15 * 60_000;

export interface JobWriterDeps<Job extends JobRecord> extends TransitionsDeps, Pick<ClaimJobDeps<Job>, 'instance'> {
  readonly kind: TransitionRules<Job>;
  readonly table: Pick<Table<Job>, 'update'>;
}

export interface Postponement<Job> {
  /** Beyond {@link longestMessageDelayMs} the message can be dropped: the sweeper sends another in time. */
  readonly retryInMs: number;
  /** Whether the attempt counts. */
  readonly counts: boolean;
  readonly own?: OwnChange<Job>;
}

/** The signal was given before the wait began: the job is not waiting, the attempt goes on. */
export interface Signalled<Job> {
  readonly kind: 'signalled';
  readonly record: Job;
}

/** The worker's side of a job's record: every change is conditional on its lease. */
export interface JobWriter<Job extends JobRecord> {
  readonly claim: ReturnType<typeof createClaimJob<Job>>;
  /** How long a claim or a renewal holds. The lease has to be renewed several times within it. */
  readonly leaseMs: number;
  /** Extends the lease; `own` says how far the work is. An earlier `deadlineEpochMs` is when the sweeper looks. */
  renew(lease: Lease, own?: OwnChange<Job>, deadlineEpochMs?: number): Promise<Written<Job>>;
  beginStep(lease: Lease, step: JobStepState): Promise<Written<Job>>;
  endStep(lease: Lease, name: string, result: unknown): Promise<Written<Job>>;
  /** Ends the job under a status of the kind; `own` sets its result. */
  end(lease: Lease, status: string, own?: OwnChange<Job>): Promise<Written<Job>>;
  /** Lets the job wait for a signal, under a status of the kind. Work goes on if the result is `signalled`, else returns it. */
  wait(lease: Lease, status: string, reason: Wait, own?: OwnChange<Job>): Promise<Written<Job> | Signalled<Job>>;
  /** Fails the job for good; it owes its events then. */
  fail(lease: Lease, error: JobError): Promise<Written<Job>>;
  /** Fails or parks a job without attempts left. */
  giveUp(lease: Lease, error: JobError): Promise<Written<Job>>;
  /** Ends a job whose cancellation was requested, once what was half done is undone. */
  acknowledgeCancel(lease: Lease): Promise<Written<Job>>;
  /** Queues another attempt for later; the record has the error of this one until then. */
  postpone(lease: Lease, error: JobError, options: Postponement<Job>): Promise<Written<Job>>;
  /** Gives the job back unfinished: the attempt does not count. */
  release(lease: Lease, own?: OwnChange<Job>): Promise<Written<Job>>;
  /** Called once an event of the record has been published. */
  readonly confirmPublished: ConfirmPublished<Job>;
}

export const createJobWriter = <Job extends JobRecord>(deps: JobWriterDeps<Job>): JobWriter<Job> => {
  const { kind, table } = deps;
  const transitions = createTransitions(kind, deps);
  return {
    claim: createClaimJob({ ...deps, transitions }),
    leaseMs: deps.leaseMs ?? kind.leaseMs,
    confirmPublished: createConfirmPublished(deps),
    renew: (...args) => writeTransition(table, transitions.renew(...args)),
    beginStep: (lease, step) => writeTransition(table, transitions.beginStep(lease, step)),
    endStep: (lease, name, result) => writeTransition(table, transitions.endStep(lease, name, result)),
    end: (lease, status, own) => writeTransition(table, transitions.end(lease, status, own)),
    wait: async (lease, status, reason, own) => {
      const written = await writeTransition(table, transitions.wait(lease, status, reason, own));
      const { leaseToken, leaseHolder, signals } = (written.kind === 'lost' && written.existing) || {};
      const isSignalled =
        leaseToken === lease.token && leaseHolder !== undefined && Object.hasOwn(signals ?? {}, reason.for);
      return written.kind === 'lost' && written.existing && isSignalled
        ? { kind: 'signalled', record: written.existing }
        : written;
    },
    fail: (lease, error) => writeTransition(table, transitions.fail(lease, error)),
    giveUp: (lease, error) => writeTransition(table, transitions.giveUp(lease, error)),
    acknowledgeCancel: (lease) => writeTransition(table, transitions.acknowledgeCancel(lease)),
    postpone: (lease, error, { retryInMs, ...options }) => {
      const isDeferred = retryInMs > longestMessageDelayMs;
      const inMs = isDeferred ? retryInMs : retryInMs + confirmationMs;
      return writeTransition(table, transitions.requeue(lease, { ...options, inMs, isDeferred, error }));
    },
    release: (lease, own) =>
      writeTransition(
        table,
        transitions.requeue(lease, { inMs: kind.leaseGraceMs, counts: false, ...(own && { own }) }),
      ),
  };
};
