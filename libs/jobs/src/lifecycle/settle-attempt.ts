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
import { RefusedError, type Attempt } from './attempt.ts';
import type { JobError, JobKind } from './job-kind.ts';
import type { JobWriter } from './job-writer.ts';
import type { WorkerAftermath } from './worker-aftermath.ts';

export interface SettleAttemptDeps<Job extends JobRecord> {
  readonly kind: Pick<
    JobKind<Job, unknown, unknown>,
    'name' | 'maxAttempts' | 'retryDelayMs' | 'outageDelayMs' | 'outagePatienceMs'
  >;
  readonly jobs: Pick<JobWriter<Job>, 'release' | 'fail' | 'postpone'>;
  readonly aftermath: WorkerAftermath<Job>;
  readonly clock: () => Date;
}

/** Whether a signal aborted because the worker stops. */
export const isStopping = (reason: unknown): boolean =>
  typeof reason === 'object' && reason !== null && (reason as Partial<ConsumerAbort>).code === 'stopping';

/** What becomes of an attempt that did not complete: given up, given back, failed for good, or put off. */
export const createSettleAttempt = <Job extends JobRecord>(deps: SettleAttemptDeps<Job>) => {
  const { kind, jobs, aftermath, clock } = deps;
  const { name } = kind;

  const errorOf = (error: unknown): JobError =>
    isDependencyUnavailable(error)
      ? { code: error.code, message: `${error.dependency} is unavailable; the ${name} is tried again.` }
      : { code: `${name}_failed`, message: `The ${name} failed and is tried again.` };

  const failForGood = async ({ lease, log }: Attempt<Job>, detail: JobError): Promise<Outcome> => {
    const failed = await jobs.fail(lease, detail);
    // Cancelled, deleted or taken over; or completed after all, by a write whose answer got lost.
    if (failed.kind === 'lost') return ack;
    await aftermath.ended(failed.record, log);
    return reject(`${detail.code}: ${detail.message}`);
  };

  const putOff = async ({ lease }: Attempt<Job>, error: unknown, delayMs: number, counts: boolean) => {
    await jobs.postpone(lease, errorOf(error), { retryInMs: delayMs, counts });
    return retryAfter(Math.ceil(delayMs / 1000));
  };

  const putOffOrFail = async (attempt: Attempt<Job>, error: unknown): Promise<Outcome> => {
    const { record, log } = attempt;
    const ageMs = clock().getTime() - Date.parse(record.createdAt);
    if (isDependencyUnavailable(error) && ageMs < kind.outagePatienceMs) {
      log.warn({ cause: error.message }, `something that the ${name} needs is down: it is tried again`);
      return putOff(attempt, error, kind.outageDelayMs(ageMs), false);
    }
    log.error({ err: error }, 'the attempt failed');
    if (record.attempts < kind.maxAttempts) return putOff(attempt, error, kind.retryDelayMs(record.attempts), true);
    const message = `The ${name} was tried several times and failed each time.`;
    return failForGood(attempt, { code: 'attempts_exhausted', message });
  };

  return async (attempt: Attempt<Job>, error: unknown): Promise<Outcome> => {
    const { lease, log } = attempt;
    if (error instanceof LeaseLostError) {
      await aftermath.abandoned(attempt);
      log.info({}, 'the lease was lost: the result is discarded');
      return ack;
    }
    if (error instanceof RefusedError) return failForGood(attempt, error.detail);
    if (!isStopping(error)) return putOffOrFail(attempt, error);
    await jobs.release(lease);
    return giveBack;
  };
};
