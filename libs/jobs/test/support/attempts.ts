import { newJob, type Attempt, type JobLog, type JobWriter, type Steps, type Written } from '../../src/index.ts';
import { countingJob, type CountingRecord } from './counting-job.ts';

export const silentLog: JobLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A record under its first lease. */
export const heldRecord = (changes: Partial<CountingRecord> = {}): CountingRecord => ({
  ...newJob(countingJob, 'c1', new Date('2026-01-01T00:00:00.000Z')),
  ...{ userId: 'ada', tenantId: 'grace', correlationId: 'c', counted: 0 },
  ...{ status: 'counting', attempts: 1, leaseToken: 1, leaseHolder: 'test' },
  ...changes,
});

export const lease = { id: 'c1', token: 1 };

const noSteps: Steps = {
  run: () => Promise.reject(new Error('there are no steps')),
  deadlineEpochMs: () => undefined,
  budget: () => ({ attempts: 1, maxAttempts: 3 }),
  uncounted: () => ({}),
};

export const attemptOf = (changes: Partial<Attempt<CountingRecord>> = {}): Attempt<CountingRecord> => ({
  ...{ lease, record: heldRecord(), log: silentLog, steps: noSteps },
  ...changes,
});

/** A writer whose writes all succeed, unless said otherwise; `calls` are what was written, in order. */
export const writerOf = (changes: Partial<JobWriter<CountingRecord>> = {}) => {
  const calls: unknown[][] = [];
  const writing =
    (name: string, record: Partial<CountingRecord>) =>
    async (...[, ...args]: readonly unknown[]): Promise<Written<CountingRecord>> => {
      calls.push([name, ...args]);
      return { kind: 'written', record: heldRecord(record) };
    };
  const jobs: JobWriter<CountingRecord> = {
    claim: async () => ({ kind: 'claimed', record: heldRecord(), lease }),
    leaseMs: countingJob.leaseMs,
    renew: writing('renew', {}),
    beginStep: writing('beginStep', {}),
    endStep: writing('endStep', {}),
    end: writing('end', { status: 'counted' }),
    wait: writing('wait', { status: 'paused' }),
    fail: writing('fail', { status: 'broken' }),
    giveUp: writing('giveUp', { status: 'broken' }),
    acknowledgeCancel: writing('acknowledgeCancel', { status: 'stopped' }),
    postpone: writing('postpone', { status: 'ready' }),
    release: writing('release', { status: 'ready' }),
    confirmPublished: async (job) => job,
    ...changes,
  };
  return { jobs, calls };
};

/** An aftermath that notes what came of jobs. */
export const aftermathOf = () => {
  const settled: string[] = [];
  let abandoned = 0;
  return {
    settled,
    abandoned: () => abandoned,
    aftermath: {
      settled: async ({ status }: CountingRecord) => void settled.push(status),
      abandoned: async () => void (abandoned += 1),
    },
  };
};
