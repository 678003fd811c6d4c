import {
  ack,
  giveBack,
  isDependencyUnavailable,
  reject,
  retryAfter,
  type ConsumerAbort,
  type Outcome,
} from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { LeaseLostError } from '../lease/keep-lease.ts';
import { StepDeadlineError } from '../steps/run-steps.ts';
import type { AttemptBudget } from '../steps/run-steps.ts';
import type { Attempt } from './attempt.ts';
import { CancelRequestedError, RefusedError } from './errors.ts';
import { sortOf, spentStepError, type JobError, type JobKind } from './job-kind.ts';
import { longestMessageDelayMs, type JobWriter, type Postponement } from './job-writer.ts';
import type { OwnChange } from './transition.ts';
import type { WorkerAftermath } from './worker-aftermath.ts';
import { lossOf, type Written } from './write-transition.ts';

type SettlingKind = Pick<
  JobKind<JobRecord, unknown, unknown>,
  'name' | 'statuses' | 'maxAttempts' | 'retryDelayMs' | 'outageDelayMs' | 'outagePatienceMs'
>;

export interface SettleAttemptDeps<Job extends JobRecord> {
  readonly kind: SettlingKind;
  readonly jobs: Pick<JobWriter<Job>, 'release' | 'fail' | 'giveUp' | 'postpone' | 'acknowledgeCancel'>;
  readonly aftermath: WorkerAftermath<Job>;
  readonly clock: () => Date;
}

/** The outcome of an attempt. */
export interface Settled {
  /** For its message. */
  readonly outcome: Outcome;
  /** The status of the job after it, or `lost`. */
  readonly status: string;
}

const lost: Settled = { outcome: ack, status: 'lost' };

/** Whether a signal aborted because the worker stops. */
export const isStopping = (reason: unknown): boolean =>
  typeof reason === 'object' && reason !== null && (reason as Partial<ConsumerAbort>).code === 'stopping';

/** The error that the record has of a failed attempt, until the next one. */
const errorOf = ({ name }: SettlingKind, error: unknown): JobError => {
  if (isDependencyUnavailable(error)) {
    return { code: error.code, message: `${error.dependency} is unavailable; the ${name} is tried again.` };
  }
  if (error instanceof StepDeadlineError) return { code: error.code, message: error.message };
  return { code: `${name}_failed`, message: `The ${name} failed and is tried again.` };
};

const spentError = (kind: SettlingKind, { step, attempts }: AttemptBudget): JobError =>
  step === undefined
    ? { code: 'attempts_exhausted', message: `The ${kind.name} was tried several times and failed each time.` }
    : spentStepError(kind, { name: step, attempts });

/** The consequences of a write that settled an attempt: for its job, and for its message. */
const createConclusions = <Job extends JobRecord>({ kind, jobs, aftermath }: SettleAttemptDeps<Job>) => {
  /** After a write that ended or parked the job. The message of a failed job goes to the dead-letter queue. */
  const ended = async ({ log }: Attempt<Job>, written: Written<Job>, reason?: JobError): Promise<Settled> => {
    // Cancelled, deleted or taken over; or completed by a write whose answer was lost.
    if (written.kind === 'lost') return lost;
    const { record } = written;
    await aftermath.settled(record, log);
    const hasFailed = reason !== undefined && sortOf(kind, record.status) === 'ended';
    return { outcome: hasFailed ? reject(`${reason.code}: ${reason.message}`) : ack, status: record.status };
  };
  return {
    ended,
    /** After a write that gave the job away; it is refused where the job is to be cancelled. */
    givenAway: async (attempt: Attempt<Job>, written: Written<Job>, outcome: Outcome): Promise<Settled> => {
      if (written.kind === 'written') return { outcome, status: written.record.status };
      if (!(lossOf(written, attempt.lease) instanceof CancelRequestedError)) return { ...lost, outcome };
      return ended(attempt, await jobs.acknowledgeCancel(attempt.lease));
    },
  };
};

/** Another attempt later, or the end if none is left. */
const createPutOffOrGiveUp = <Job extends JobRecord>(deps: SettleAttemptDeps<Job>) => {
  const { kind, jobs, clock } = deps;
  const { ended, givenAway } = createConclusions(deps);

  const putOff = async (attempt: Attempt<Job>, error: unknown, postponement: Postponement<Job>): Promise<Settled> => {
    const { retryInMs } = postponement;
    const written = await jobs.postpone(attempt.lease, errorOf(kind, error), postponement);
    const outcome = retryInMs > longestMessageDelayMs ? ack : retryAfter(Math.ceil(retryInMs / 1000));
    return givenAway(attempt, written, outcome);
  };

  return async (attempt: Attempt<Job>, error: unknown): Promise<Settled> => {
    const { record, lease, log, steps } = attempt;
    const ageMs = clock().getTime() - Date.parse(record.createdAt);
    if (isDependencyUnavailable(error) && ageMs < kind.outagePatienceMs) {
      log.warn({ cause: error.message }, `something that the ${kind.name} needs is down: it is tried again`);
      const own = steps.uncounted() as OwnChange<Job>;
      return putOff(attempt, error, { retryInMs: kind.outageDelayMs(ageMs), counts: false, own });
    }
    log.error({ err: error }, 'the attempt failed');
    const budget = steps.budget();
    if (budget.attempts >= budget.maxAttempts) {
      const detail = spentError(kind, budget);
      return ended(attempt, await jobs.giveUp(lease, detail), detail);
    }
    // Attempts at a step are counted with the step.
    const counts = budget.step === undefined;
    return putOff(attempt, error, { retryInMs: kind.retryDelayMs(budget.attempts), counts });
  };
};

/** Settles an attempt that did not complete: the job is cancelled, given up, given back, failed for good, or postponed. */
export const createSettleAttempt = <Job extends JobRecord>(deps: SettleAttemptDeps<Job>) => {
  const { jobs, aftermath } = deps;
  const { ended, givenAway } = createConclusions(deps);
  const putOffOrGiveUp = createPutOffOrGiveUp(deps);
  return async (attempt: Attempt<Job>, error: unknown): Promise<Settled> => {
    const { lease, log, steps } = attempt;
    if (error instanceof LeaseLostError) {
      await aftermath.abandoned(attempt);
      log.info({}, 'the lease was lost: the result is discarded');
      return lost;
    }
    if (error instanceof CancelRequestedError) return ended(attempt, await jobs.acknowledgeCancel(lease));
    if (error instanceof RefusedError) return ended(attempt, await jobs.fail(lease, error.detail), error.detail);
    if (!isStopping(error)) return putOffOrGiveUp(attempt, error);
    return givenAway(attempt, await jobs.release(lease, steps.uncounted() as OwnChange<Job>), giveBack);
  };
};
