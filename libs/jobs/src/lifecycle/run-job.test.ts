import { untilAborted } from '@snapinfra/aws-clients';
import { describe, expect, it } from 'vitest';
import { aftermathOf, heldRecord, lease, silentLog, writerOf } from '../../test/support/attempts.ts';
import { carefulCountingJob, countingJob, type CountingRecord } from '../../test/support/counting-job.ts';
import type { Claim } from './claim-job.ts';
import { CancelRequestedError, RefusedError } from './errors.ts';
import type { JobWriter } from './job-writer.ts';
import { createRunJob, type JobWork } from './run-job.ts';

interface Circumstances {
  readonly jobs?: Partial<JobWriter<CountingRecord>>;
  readonly work?: JobWork<CountingRecord>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly leaseRenewalMs?: number;
}

const never = new AbortController().signal;
/** Work that goes on until it is stopped. */
const untilStopped: JobWork<CountingRecord> = async (_attempt, _keeper, signal) => {
  await untilAborted(new Promise(() => undefined), signal).catch(() => undefined);
  throw new Error('a call was aborted');
};

const run = async (circumstances: Circumstances = {}) => {
  const { jobs, work, timeoutMs = 60_000, signal = never, leaseRenewalMs = 60_000 } = circumstances;
  const writer = writerOf(jobs);
  const { aftermath, settled, abandoned } = aftermathOf();
  const runJob = createRunJob({
    ...{ kind: carefulCountingJob, jobs: writer.jobs, aftermath, timeoutMs, leaseRenewalMs },
    clock: () => new Date(heldRecord().createdAt),
    work: work ?? ((attempt) => writer.jobs.end(attempt.lease, 'counted')),
  });
  const outcome = await runJob('c1', { log: silentLog, signal });
  return { outcome, calls: writer.calls.map(([name]) => name), settled, abandoned: abandoned() };
};

const claiming = (claim: Claim<CountingRecord>): Circumstances => ({ jobs: { claim: async () => claim } });

describe('a message whose job', () => {
  it('can be claimed is done when the work has ended the job', async () => {
    expect(await run()).toEqual({ outcome: { kind: 'ack' }, calls: ['end'], settled: ['counted'], abandoned: 0 });
  });

  it('is done is deleted', async () => {
    expect(await run(claiming({ kind: 'done' }))).toMatchObject({ outcome: { kind: 'ack' }, settled: [] });
  });

  it('is held comes again once the lease may be over', async () => {
    const held = claiming({ kind: 'held', expiresInMs: 1_500 });
    expect(await run(held)).toMatchObject({ outcome: { kind: 'retry', afterSeconds: 3 } });
  });

  it('has no attempt left is parked with the job’s end, and not where the job waits for an operator', async () => {
    const failed = claiming({ kind: 'exhausted', record: heldRecord({ status: 'broken' }) });
    expect(await run(failed)).toMatchObject({
      outcome: { kind: 'reject', reason: 'attempts_exhausted' },
      settled: ['broken'],
    });
    const parked = claiming({ kind: 'exhausted', record: heldRecord({ status: 'stuck' }) });
    expect(await run(parked)).toMatchObject({ outcome: { kind: 'ack' }, settled: ['stuck'] });
  });

  it('is cancelled in the place of a holder that is gone is deleted', async () => {
    const cancelled = claiming({ kind: 'cancelled', record: heldRecord({ status: 'stopped' }) });
    expect(await run(cancelled)).toMatchObject({ outcome: { kind: 'ack' }, settled: ['stopped'] });
  });

  it('waits now is deleted', async () => {
    const work: JobWork<CountingRecord> = async () => ({ kind: 'written', record: heldRecord({ status: 'paused' }) });
    expect(await run({ work })).toMatchObject({ outcome: { kind: 'ack' }, settled: ['paused'] });
  });
});

describe('work', () => {
  it('is stopped when the worker stops, and given back', async () => {
    const stopping = new AbortController();
    const running = run({ work: untilStopped, signal: stopping.signal });
    stopping.abort({ code: 'stopping' });
    expect(await running).toMatchObject({ outcome: { kind: 'retry', afterSeconds: 0 }, calls: ['release'] });
  });

  it('goes on when the message’s visibility is lost: the lease decides', async () => {
    const lost = new AbortController();
    const { jobs } = writerOf();
    const work: JobWork<CountingRecord> = async (attempt, _, signal) => {
      lost.abort({ code: 'visibility_lost' });
      expect(signal.aborted).toBe(false);
      return jobs.end(attempt.lease, 'counted');
    };
    expect(await run({ work, signal: lost.signal })).toMatchObject({ settled: ['counted'] });
  });

  it('that takes too long is a failed attempt', async () => {
    expect(await run({ work: untilStopped, timeoutMs: 10 })).toMatchObject({
      outcome: { kind: 'retry' },
      calls: ['postpone'],
    });
  });

  it('is stopped when the lease is lost, and nothing is written', async () => {
    const renew = async () => ({ kind: 'lost', existing: undefined }) as const;
    expect(await run({ work: untilStopped, jobs: { renew }, leaseRenewalMs: 10 })).toMatchObject({
      outcome: { kind: 'ack' },
      calls: [],
      abandoned: 1,
    });
  });

  it('whose last write was refused has lost its lease', async () => {
    const work: JobWork<CountingRecord> = async () => ({ kind: 'lost', existing: heldRecord({ leaseToken: 2 }) });
    expect(await run({ work })).toMatchObject({ outcome: { kind: 'ack' }, calls: [], abandoned: 1 });
  });

  it('that refuses fails the job, whatever aborted meanwhile', async () => {
    const detail = { code: 'no', message: 'no' };
    const work: JobWork<CountingRecord> = () => Promise.reject(new RefusedError(detail));
    const signal = AbortSignal.abort({ code: 'stopping' });
    expect(await run({ work, signal })).toMatchObject({ outcome: { kind: 'reject' }, calls: ['fail'] });
  });
});

describe('a job that is to be cancelled', () => {
  const requested = heldRecord({ cancelRequestedAt: '2026-01-01T00:00:00.000Z' });
  const renew = async () => ({ kind: 'written', record: requested }) as const;

  it('aborts the work with that reason at the next renewal, and is cancelled when the work has rejected', async () => {
    const undone: string[] = [];
    const work: JobWork<CountingRecord> = async (attempt, keeper, signal) => {
      await untilStopped(attempt, keeper, signal).catch(() => undefined);
      expect(signal.reason).toBeInstanceOf(CancelRequestedError);
      expect(keeper.lost.aborted).toBe(false);
      undone.push('what was half done');
      throw signal.reason;
    };
    expect(await run({ work, jobs: { renew }, leaseRenewalMs: 10 })).toMatchObject({
      outcome: { kind: 'ack' },
      calls: ['acknowledgeCancel'],
      settled: ['stopped'],
    });
    expect(undone).toHaveLength(1);
  });

  it('is renewed while what is half done is undone', async () => {
    let renewals = 0;
    const work: JobWork<CountingRecord> = async (_attempt, _keeper, signal) => {
      await expect.poll(() => signal.aborted).toBe(true);
      const before = renewals;
      await expect.poll(() => renewals).toBeGreaterThan(before + 1);
      throw signal.reason;
    };
    const counting = async () => {
      renewals += 1;
      return renew();
    };
    expect(await run({ work, jobs: { renew: counting }, leaseRenewalMs: 5 })).toMatchObject({ settled: ['stopped'] });
  });

  it('is cancelled where the request stood in the way of its wait', async () => {
    const work: JobWork<CountingRecord> = async () => ({ kind: 'lost', existing: requested });
    expect(await run({ work })).toMatchObject({ calls: ['acknowledgeCancel'], settled: ['stopped'] });
  });

  it('is no longer looked at by the sweeper at the deadline of the step that is undone', async () => {
    const deadlines: unknown[] = [];
    const watching: JobWriter<CountingRecord>['renew'] = async (_lease, _own, deadlineEpochMs) => {
      deadlines.push(deadlineEpochMs);
      return renew();
    };
    const step = { name: 'ring-bell', attempts: 1, leaseToken: lease.token, deadlineEpochMs: 5, intent: {} };
    const claim = async () => ({ kind: 'claimed', record: heldRecord({ step }), lease }) as const;
    const work: JobWork<CountingRecord> = async (_attempt, _keeper, signal) => {
      await expect.poll(() => deadlines.length).toBeGreaterThan(1);
      throw signal.reason;
    };
    await run({ work, jobs: { claim, renew: watching }, leaseRenewalMs: 5 });
    expect(deadlines.slice(0, 2)).toEqual([5, undefined]);
  });

  it('may end all the same where its work is done first', async () => {
    const { jobs } = writerOf();
    const work: JobWork<CountingRecord> = async (_, keeper) => {
      keeper.report({ set: { counted: 1 } });
      await expect.poll(() => keeper.signal.aborted).toBe(true);
      return jobs.end(lease, 'counted');
    };
    expect(await run({ work, jobs: { renew } })).toMatchObject({ outcome: { kind: 'ack' }, settled: ['counted'] });
  });
});

it('of kinds without steps nothing is asked about them', async () => {
  const { jobs } = writerOf();
  const { aftermath } = aftermathOf();
  const clock = () => new Date();
  const work: JobWork<CountingRecord> = async ({ steps, lease: held }) => {
    expect(steps.budget()).toEqual({ attempts: 1, maxAttempts: countingJob.maxAttempts });
    expect(steps.deadlineEpochMs()).toBeUndefined();
    return jobs.end(held, 'counted');
  };
  const runJob = createRunJob({ kind: countingJob, jobs, aftermath, clock, work, leaseRenewalMs: 1e4, timeoutMs: 1e4 });
  expect(await runJob('c1', { log: silentLog, signal: never })).toEqual({ kind: 'ack' });
});
