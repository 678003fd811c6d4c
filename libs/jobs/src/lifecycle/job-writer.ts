import type { ItemChange, Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Lease } from '../lease/lease.ts';
import { createClaimJob, type ClaimJobDeps } from './claim-job.ts';
import { createConfirmPublished, type ConfirmPublished } from './confirm-published.ts';
import type { JobError, JobKind } from './job-kind.ts';
import { confirmationMs, createTransitions, type TransitionsDeps } from './transitions.ts';
import { writeTransition, type Written } from './write-transition.ts';

export interface JobWriterDeps<Job extends JobRecord> extends TransitionsDeps, Pick<ClaimJobDeps<Job>, 'instance'> {
  readonly kind: JobKind<Job, unknown, unknown>;
  readonly table: Pick<Table<Job>, 'update'>;
}

/** The worker's side of a job's record: every change is conditional on its lease. */
export interface JobWriter<Job extends JobRecord> {
  readonly claim: ReturnType<typeof createClaimJob<Job>>;
  /** Keeps the lease for another term; `own` says how far the work is. */
  renew(lease: Lease, own?: ItemChange<Job>): Promise<Written<Job>>;
  /** Fails the job for good; it owes its event then. */
  fail(lease: Lease, error: JobError): Promise<Written<Job>>;
  /** Another attempt later; the error of this one is shown until then. */
  postpone(
    lease: Lease,
    error: JobError,
    options: { readonly retryInMs: number; readonly counts: boolean },
  ): Promise<Written<Job>>;
  /** Gives the job back unfinished: the attempt does not count. */
  release(lease: Lease): Promise<Written<Job>>;
  /** The event of the job's end is out. */
  readonly confirmPublished: ConfirmPublished<Job>;
}

export const createJobWriter = <Job extends JobRecord>(deps: JobWriterDeps<Job>): JobWriter<Job> => {
  const { kind, table } = deps;
  const transitions = createTransitions(kind, deps);
  return {
    claim: createClaimJob({ ...deps, transitions }),
    confirmPublished: createConfirmPublished(deps),
    renew: (lease, own) => writeTransition(table, transitions.renew(lease, own)),
    fail: (lease, error) => writeTransition(table, transitions.fail(lease, error)),
    postpone: (lease, error, { retryInMs, counts }) =>
      writeTransition(table, transitions.requeue(lease, { inMs: retryInMs + confirmationMs, counts, error })),
    release: (lease) => writeTransition(table, transitions.requeue(lease, { inMs: kind.leaseGraceMs, counts: false })),
  };
};
