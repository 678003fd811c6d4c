import { untilAborted } from '@snapinfra/aws-clients';
import { createRunJob, type JobWork, type JobWriter } from '../../src/index.ts';
import { aftermathOf, heldRecord, silentLog, writerOf } from './attempts.ts';
import { carefulCountingJob, type CountingRecord } from './counting-job.ts';

export interface Circumstances {
  readonly jobs?: Partial<JobWriter<CountingRecord>>;
  readonly work?: JobWork<CountingRecord>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export const never: AbortSignal = new AbortController().signal;

/** Work that goes on until it is stopped. */
export const untilStopped: JobWork<CountingRecord> = async (_attempt, _keeper, signal) => {
  await untilAborted(new Promise(() => undefined), signal).catch(() => undefined);
  throw new Error('a call was aborted');
};

/** One message, on a writer whose writes succeed unless said otherwise; gives back what was written, in order. */
export const runOnce = async (circumstances: Circumstances = {}) => {
  const { jobs, work, timeoutMs = 60_000, signal = never } = circumstances;
  const writer = writerOf(jobs);
  const { aftermath, settled, abandoned } = aftermathOf();
  const runJob = createRunJob({
    ...{ kind: carefulCountingJob, jobs: writer.jobs, aftermath, timeoutMs },
    clock: () => new Date(heldRecord().createdAt),
    work: work ?? ((attempt) => writer.jobs.end(attempt.lease, 'counted')),
  });
  const outcome = await runJob('c1', { log: silentLog, signal });
  return { outcome, calls: writer.calls.map(([name]) => name), settled, abandoned: abandoned() };
};
