import type { ItemChange, ItemKey } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { StepRules } from '../steps/job-step.ts';

/**
 * The meaning of a status to the mechanism: a message is in the queue or on its way (`queued`), somebody holds the lease
 * (`running`), there is neither until somebody wakes it (`waiting`), or nothing more happens (`ended`).
 */
export type JobSort = 'queued' | 'running' | 'waiting' | 'ended';

/** Why an attempt or a job failed: `code` is stable, `message` is for people. */
export interface JobError {
  readonly code: string;
  readonly message: string;
}

/** An event that a record owes. */
export interface OwedEvent {
  /** The same for every publication: subscribers tell repeats by it. */
  readonly id: string;
  /** As {@link JobKind.owes} names it. */
  readonly type: string;
  readonly occurredAt: string;
}

/** A kind of job: everything that is particular to it except the work. */
export interface JobKind<Job extends JobRecord, Message, Event> {
  /** For error messages, logs and metrics, such as `generation`. */
  readonly name: string;
  readonly keyOf: (id: string) => ItemKey;
  /** Tells its due jobs from those of other kinds in the same table. Absent where the table is its own. */
  readonly outbox?: string | undefined;
  /** Every status with its sort. One that is missing is of a later version, and taken for `running`. */
  readonly statuses: Readonly<Record<string, JobSort>>;
  /** The statuses that the mechanism's own transitions lead to. */
  readonly to: {
    readonly queued: string;
    readonly running: string;
    readonly failed: string;
    readonly cancelled: string;
    /** Of the sort `waiting`, where a job whose attempts are spent waits for an operator; absent: it fails. */
    readonly parked?: string;
  };
  /** The types of the events that a job owes when it comes to wait or to an end under a status. */
  readonly owes: { readonly [status: string]: readonly string[] | undefined };
  /**
   * How a running job is cancelled: `at-once`, and its worker notices at its next write; or `acknowledged`: it stays running
   * until its worker has noticed, undone what it was at, and said so.
   */
  readonly cancel: 'at-once' | 'acknowledged';
  /** Further changes of a claim, such as progress. Default: it removes the error of the attempt before. */
  readonly claimed?: Pick<ItemChange<Job>, 'set' | 'remove'>;
  readonly messageOf: (job: Job, sentAt: Date) => Message;
  /** An event that the job owes. It may be published more than once, and has to be the same each time. */
  readonly eventOf: (job: Job, owed: OwedEvent) => Event;
  /** How many attempts a job has. One that is given back does not count; a finished step begins the count anew. */
  readonly maxAttempts: number;
  readonly leaseMs: number;
  /** An attempt that takes longer is stuck: its worker gives it up. */
  readonly attemptMs: number;
  /** How long after a lease's end the sweeper looks: longer than a queue takes to deliver again. */
  readonly leaseGraceMs: number;
  /** The pause after so many attempts. Days are fine: longer than a message can be delayed, the sweeper sends it in time. */
  readonly retryDelayMs: (attempts: number) => number;
  /** How long after its request attempts do not count that fail because a dependency is down. */
  readonly outagePatienceMs: number;
  /** The pause where a dependency is down, for a job of this age. */
  readonly outageDelayMs: (ageMs: number) => number;
  /** The steps that the work runs, each with its own deadline and attempts. */
  readonly steps?: readonly StepRules[];
  /** Prefixes of objects that attempts of an ended job may have left behind. Default: attempts store no objects. */
  readonly leftoverPrefixes?: (job: Job) => readonly string[];
}

/**
 * From when nothing is stored for a job any more that ended (or was deleted) at this time: a worker that has not noticed has
 * given its attempt up by then.
 */
export const quietFromEpochMs = (
  { attemptMs, leaseGraceMs }: { readonly attemptMs: number; readonly leaseGraceMs: number },
  endedAtEpochMs: number,
): number => endedAtEpochMs + attemptMs + leaseGraceMs;

/** The members of a kind that the mechanism itself needs. */
export type JobRules = Pick<
  JobKind<JobRecord, unknown, unknown>,
  'name' | 'outbox' | 'statuses' | 'maxAttempts' | 'to'
>;

/** The statuses of some sorts. */
export const statusesOf = ({ statuses }: Pick<JobRules, 'statuses'>, ...sorts: readonly JobSort[]): readonly string[] =>
  Object.keys(statuses).filter((status) => sorts.some((sort) => statuses[status] === sort));

/** Whether this version knows the status. */
export const isKnownStatus = ({ statuses }: Pick<JobRules, 'statuses'>, status: string): boolean =>
  Object.hasOwn(statuses, status);

/** The sort of a status. */
export const sortOf = (kind: Pick<JobRules, 'statuses'>, status: string): JobSort =>
  (isKnownStatus(kind, status) ? kind.statuses[status] : undefined) ?? 'running';

/** The error of a job that ends, or is parked, because it has no attempt left. */
export const exhaustedError = ({ name, maxAttempts }: JobRules): JobError => ({
  code: 'attempts_exhausted',
  message: `The ${name} was tried ${maxAttempts} times and never finished.`,
});

/** The error of a job that ends, or is parked, because its step has no attempt left. */
export const spentStepError = (
  kind: Pick<JobRules, 'name'>,
  { name, attempts }: { readonly name: string; readonly attempts: number },
): JobError => ({
  code: 'step_attempts_exhausted',
  message: `The step ${name} of the ${kind.name} was tried ${attempts} times and never finished.`,
});
