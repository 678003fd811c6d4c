import type { JobRecord } from '@snapinfra/platform';
import type { Aftermath } from './aftermath.ts';
import type { Attempt, JobLog } from './attempt.ts';
import type { JobKind } from './job-kind.ts';

export interface WorkerAftermathDeps<Job extends JobRecord> {
  readonly kind: Pick<JobKind<Job, unknown, unknown>, 'to'>;
  readonly aftermath: Aftermath<Job>;
}

export type WorkerAftermath<Job extends JobRecord> = ReturnType<typeof createWorkerAftermath<Job>>;

/** The work of a worker after its last write. It never rejects: the sweeper does what fails. */
export const createWorkerAftermath = <Job extends JobRecord>(deps: WorkerAftermathDeps<Job>) => {
  const { kind, aftermath } = deps;
  const bestEffort = async (work: () => Promise<void>, log: JobLog, failure: string): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, failure);
    }
  };
  const remains = 'objects of leases that are over remain; the sweeper removes them';
  return {
    /** The job has ended or waits: publishes its events, deletes what attempts left behind. */
    async settled(job: Job, log: JobLog): Promise<void> {
      await bestEffort(() => aftermath.publish(job), log, 'an event was not confirmed; the sweeper publishes it');
      await bestEffort(() => aftermath.discard(job), log, remains);
    },
    /** The lease is lost: deletes what was stored under it and under earlier ones. */
    abandoned: ({ record, log }: Pick<Attempt<Job>, 'record' | 'log'>): Promise<void> =>
      bestEffort(() => aftermath.discard({ ...record, status: kind.to.failed }), log, remains),
  };
};
