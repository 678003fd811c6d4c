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

/** What a message can wait out in its queue; a longer pause is the record's. */
export const longestMessageDelayMs = 15 * 60_000;

export interface JobWriterDeps<Job extends JobRecord> extends TransitionsDeps, Pick<ClaimJobDeps<Job>, 'instance'> {
  readonly kind: TransitionRules<Job>;
  readonly table: Pick<Table<Job>, 'update'>;
}

export interface Postponement<Job> {
  /** Beyond {@link longestMessageDelayMs} no message is needed for it: the sweeper sends one in time. */
  readonly retryInMs: number;
  /** Whether the attempt is one of those that the job has. */
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
  /** How long a claim or a renewal holds: whoever keeps the lease renews it several times within that. */
  readonly leaseMs: number;
  /** Keeps the lease for another term; `own` says how far the work is. The sweeper looks at a deadline that is earlier. */
  renew(lease: Lease, own?: OwnChange<Job>, deadlineEpochMs?: number): Promise<Written<Job>>;
  beginStep(lease: Lease, step: JobStepState): Promise<Written<Job>>;
  endStep(lease: Lease, name: string, result: unknown): Promise<Written<Job>>;
  /** Ends the job under a status of the kind; `own` sets what came of it. */
  end(lease: Lease, status: string, own?: OwnChange<Job>): Promise<Written<Job>>;
  /** Lets the job wait for a signal, under a status of the kind: the work returns what this gives, or goes on. */
  wait(lease: Lease, status: string, reason: Wait, own?: OwnChange<Job>): Promise<Written<Job> | Signalled<Job>>;
  /** Fails the job for good; it owes its events then. */
  fail(lease: Lease, error: JobError): Promise<Written<Job>>;
  /** Fails or parks a job whose attempts are spent. */
  giveUp(lease: Lease, error: JobError): Promise<Written<Job>>;
  /** Ends a job that was to be cancelled: nothing is done for it any more. */
  acknowledgeCancel(lease: Lease): Promise<Written<Job>>;
  /** Another attempt later; the error of this one is shown until then. */
  postpone(lease: Lease, error: JobError, options: Postponement<Job>): Promise<Written<Job>>;
  /** Gives the job back unfinished: the attempt does not count. */
  release(lease: Lease, own?: OwnChange<Job>): Promise<Written<Job>>;
  /** An event of the record is out. */
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
