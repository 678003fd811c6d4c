import { ack, reject, retryAfter, type ItemChange, type Outcome } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { keepLease, LeaseLostError, type LeaseKeeper } from '../lease/keep-lease.ts';
import { RefusedError, type Attempt, type JobLog } from './attempt.ts';
import type { JobWriter } from './job-writer.ts';
import { createSettleAttempt, isStopping, type SettleAttemptDeps } from './settle-attempt.ts';
import type { Written } from './write-transition.ts';

/**
 * The work of one attempt: it ends with the write that ends the job, under the attempt's lease. Rejects with a
 * {@link RefusedError} where trying again would not help; with anything else, it is tried again. `signal` aborts where
 * the lease is lost, the worker stops or the attempt takes too long; nothing may be written after it.
 */
export type JobWork<Job extends JobRecord> = (
  attempt: Attempt<Job>,
  keeper: LeaseKeeper<ItemChange<Job>>,
  signal: AbortSignal,
) => Promise<Written<Job>>;

export interface RunJobDeps<Job extends JobRecord> extends SettleAttemptDeps<Job> {
  readonly jobs: JobWriter<Job>;
  readonly work: JobWork<Job>;
  readonly leaseRenewalMs: number;
  /** An attempt that takes longer is stuck: it is given up. */
  readonly timeoutMs: number;
}

export interface RunJobContext {
  readonly log: JobLog;
  /** Of the message. */
  readonly signal: AbortSignal;
}

/** Claims a job, works and settles: what a worker does with a message. Every path returns an outcome. */
export const createRunJob = <Job extends JobRecord>(deps: RunJobDeps<Job>) => {
  const { jobs, aftermath } = deps;
  const settle = createSettleAttempt(deps);

  const attemptOnce = async (attempt: Attempt<Job>, stopping: AbortSignal): Promise<Outcome> => {
    const { lease, log } = attempt;
    const keeper = keepLease<ItemChange<Job>>({
      renew: (report) => jobs.renew(lease, report),
      intervalMs: deps.leaseRenewalMs,
      onRenewFailed: (error) => log.warn({ err: error }, 'the lease was not renewed; trying again'),
    });
    const signal = AbortSignal.any([keeper.signal, stopping, AbortSignal.timeout(deps.timeoutMs)]);
    try {
      const ended = await deps.work(attempt, keeper, signal);
      await keeper.stop();
      if (ended.kind === 'lost') throw new LeaseLostError();
      await aftermath.ended(ended.record, log);
      return ack;
    } catch (error) {
      await keeper.stop();
      return settle(attempt, reasonOf(error, signal));
    }
  };

  return async (id: string, { log, signal }: RunJobContext): Promise<Outcome> => {
    const claim = await jobs.claim(id);
    switch (claim.kind) {
      case 'done':
        return ack;
      case 'held':
        return retryAfter(Math.ceil(claim.expiresInMs / 1000) + 1);
      case 'exhausted':
        await aftermath.ended(claim.record, log);
        return reject('attempts_exhausted');
      case 'claimed':
        return attemptOnce({ ...claim, log }, stoppingOnly(signal));
    }
  };
};

/** Why an attempt ended: calls that were aborted reject with errors of their own, the signal knows the reason. */
const reasonOf = (error: unknown, signal: AbortSignal): unknown => {
  const isVerdict = error instanceof RefusedError || error instanceof LeaseLostError;
  return signal.aborted && !isVerdict ? signal.reason : error;
};

/** The lease decides who works, not the message: losing the message's visibility is no reason to stop. */
const stoppingOnly = (signal: AbortSignal): AbortSignal => {
  const stopping = new AbortController();
  const check = () => isStopping(signal.reason) && stopping.abort(signal.reason);
  if (signal.aborted) check();
  else signal.addEventListener('abort', check, { once: true });
  return stopping.signal;
};
