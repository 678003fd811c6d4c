import { ack, reject, retryAfter, type Outcome } from '@snapinfra/aws-clients';
import { quietTelemetry, type JobRecord, type Telemetry } from '@snapinfra/platform';
import { keepLease, LeaseLostError, type LeaseKeeper } from '../lease/keep-lease.ts';
import { createSteps, type StepsDeps } from '../steps/run-steps.ts';
import type { Attempt, JobLog } from './attempt.ts';
import { CancelRequestedError, RefusedError } from './errors.ts';
import { sortOf } from './job-kind.ts';
import type { JobWriter } from './job-writer.ts';
import { createMeasureJobs } from './measure-jobs.ts';
import { createSettleAttempt, isStopping, type SettleAttemptDeps, type Settled } from './settle-attempt.ts';
import type { OwnChange } from './transition.ts';
import { lossOf, type Written } from './write-transition.ts';

/**
 * The work of one attempt. Its last write, under the attempt's lease, ends the job or lets it wait. It rejects with a
 * {@link RefusedError} where another attempt would not help; any other error leads to another attempt. `signal` aborts where
 * the lease is lost, the worker stops or the attempt takes too long: nothing may be written after that. It also aborts where
 * the job is to be cancelled, with a {@link CancelRequestedError}: then the work may still undo what is half done before it
 * rejects, unless `keeper.lost` has aborted, too.
 */
export type JobWork<Job extends JobRecord> = (
  attempt: Attempt<Job>,
  keeper: LeaseKeeper<OwnChange<Job>>,
  signal: AbortSignal,
) => Promise<Written<Job>>;

export interface RunJobDeps<Job extends JobRecord> extends SettleAttemptDeps<Job> {
  readonly kind: SettleAttemptDeps<Job>['kind'] & StepsDeps<Job>['kind'];
  readonly jobs: JobWriter<Job>;
  readonly work: JobWork<Job>;
  /** An attempt that takes longer is stuck: it is given up. */
  readonly timeoutMs: number;
  /** Default: nothing is recorded. */
  readonly telemetry?: Telemetry | undefined;
}

export interface RunJobContext {
  readonly log: JobLog;
  /** Of the message. */
  readonly signal: AbortSignal;
  /** Of the message. */
  readonly traceparent?: string;
}

/** Claims a job, works and settles: what a worker does with a message. Every path returns an outcome. */
export const createRunJob = <Job extends JobRecord>(deps: RunJobDeps<Job>) => {
  const { kind, jobs, aftermath } = deps;
  const measure = createMeasureJobs(deps);
  const attemptMeasured = createMeasuredAttempt(deps);

  const settleUnclaimed = async ({ record }: { readonly record: Job }, log: JobLog): Promise<void> => {
    measure.settled(record);
    await aftermath.settled(record, log);
  };

  return async (id: string, { log, signal, traceparent }: RunJobContext): Promise<Outcome> => {
    const claim = await jobs.claim(id);
    measure.claimed(claim.kind);
    switch (claim.kind) {
      case 'done':
        return ack;
      case 'held':
        return retryAfter(Math.ceil(claim.expiresInMs / 1000) + 1);
      case 'cancelled':
        await settleUnclaimed(claim, log);
        return ack;
      case 'exhausted':
        await settleUnclaimed(claim, log);
        return sortOf(kind, claim.record.status) === 'ended' ? reject('attempts_exhausted') : ack;
      case 'claimed': {
        const steps = createSteps({ ...deps, lease: claim.lease, record: claim.record });
        return attemptMeasured({ ...claim, log, steps }, stoppingOnly(signal), traceparent);
      }
    }
  };
};

/** An attempt in a span that is caused by its message, and linked to the request that asked for the job. */
const createMeasuredAttempt = <Job extends JobRecord>(deps: RunJobDeps<Job>) => {
  const { kind, telemetry = quietTelemetry } = deps;
  const measure = createMeasureJobs(deps);
  const attemptOnce = createAttemptOnce(deps);
  return async (attempt: Attempt<Job>, stopping: AbortSignal, parent: string | undefined): Promise<Outcome> => {
    const { id, attempts, traceparent } = attempt.record;
    const span = telemetry.startSpan('job.attempt', {
      parent,
      links: traceparent === undefined ? [] : [traceparent],
      attributes: { 'job.kind': kind.name, 'job.id': id, 'job.attempt': String(attempts) },
    });
    const startedAtMs = performance.now();
    let status = 'unsettled';
    try {
      const settled = await span.run(() => attemptOnce(attempt, stopping));
      ({ status } = settled);
      return settled.outcome;
    } finally {
      span.end({ 'job.status': status });
      measure.attempted(performance.now() - startedAtMs, status);
    }
  };
};

/** More than one, as some may fail. */
const renewalsPerLease = 4;

const createAttemptOnce = <Job extends JobRecord>(deps: RunJobDeps<Job>) => {
  const { jobs } = deps;
  const measure = createMeasureJobs(deps);
  const { settled: afterwards } = deps.aftermath;
  const aftermath = {
    ...deps.aftermath,
    settled: async (job: Job, log: JobLog) => {
      measure.settled(job);
      await afterwards(job, log);
    },
  };
  const settle = createSettleAttempt({ ...deps, aftermath });

  return async (attempt: Attempt<Job>, stopping: AbortSignal): Promise<Settled> => {
    const { lease, log, steps } = attempt;
    let isCancelling = false;
    const keeper = keepLease<OwnChange<Job>>({
      renew: async (report) => {
        // A step that is being undone has no deadline.
        const renewed = await jobs.renew(lease, report, isCancelling ? undefined : steps.deadlineEpochMs());
        isCancelling = renewed.kind === 'written' && renewed.record.cancelRequestedAt !== undefined;
        return { kind: renewed.kind, ...(isCancelling && { stopFor: new CancelRequestedError() }) };
      },
      intervalMs: jobs.leaseMs / renewalsPerLease,
      onRenewFailed: (error) => log.warn({ err: error }, 'the lease was not renewed; trying again'),
    });
    const signal = AbortSignal.any([keeper.signal, stopping, AbortSignal.timeout(deps.timeoutMs)]);
    try {
      const written = await deps.work(attempt, keeper, signal);
      await keeper.stop();
      if (written.kind === 'lost') throw lossOf(written, lease);
      await aftermath.settled(written.record, log);
      return { outcome: ack, status: written.record.status };
    } catch (error) {
      await keeper.stop();
      return settle(attempt, reasonOf(error, signal));
    }
  };
};

/** Errors that say themselves why an attempt ended, whatever has aborted meanwhile. */
const isVerdict = (error: unknown): boolean =>
  error instanceof RefusedError || error instanceof LeaseLostError || error instanceof CancelRequestedError;

/** Why an attempt ended. Aborted calls reject with errors of their own: the reason is that of the signal. */
const reasonOf = (error: unknown, signal: AbortSignal): unknown =>
  signal.aborted && !isVerdict(error) ? signal.reason : error;

/** Stops with the worker only. The lease decides who works: that the message has become visible again is no reason to stop. */
const stoppingOnly = (signal: AbortSignal): AbortSignal => {
  const stopping = new AbortController();
  const check = () => isStopping(signal.reason) && stopping.abort(signal.reason);
  if (signal.aborted) check();
  else signal.addEventListener('abort', check, { once: true });
  return stopping.signal;
};
