import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { aftermathOf, heldRecord, silentLog, writerOf } from '../../test/support/attempts.ts';
import { countingJob, type CountingRecord } from '../../test/support/counting-job.ts';
import { never, runOnce, untilStopped, type Circumstances } from '../../test/support/run-once.ts';
import type { Claim } from './claim-job.ts';
import { RefusedError } from './errors.ts';
import { createRunJob, type JobWork } from './run-job.ts';

const claiming = (claim: Claim<CountingRecord>): Circumstances => ({ jobs: { claim: async () => claim } });

describe('a message whose job', () => {
  it('can be claimed is done when the work has ended the job', async () => {
    expect(await runOnce()).toEqual({ outcome: { kind: 'ack' }, calls: ['end'], settled: ['counted'], abandoned: 0 });
  });

  it('is done is deleted', async () => {
    expect(await runOnce(claiming({ kind: 'done' }))).toMatchObject({ outcome: { kind: 'ack' }, settled: [] });
  });

  it('is held comes again once the lease may be over', async () => {
    const held = claiming({ kind: 'held', expiresInMs: 1_500 });
    expect(await runOnce(held)).toMatchObject({ outcome: { kind: 'retry', afterSeconds: 3 } });
  });

  it('has no attempt left is parked with the job’s end, and not where the job waits for an operator', async () => {
    const failed = claiming({ kind: 'exhausted', record: heldRecord({ status: 'broken' }) });
    expect(await runOnce(failed)).toMatchObject({
      outcome: { kind: 'reject', reason: 'attempts_exhausted' },
      settled: ['broken'],
    });
    const parked = claiming({ kind: 'exhausted', record: heldRecord({ status: 'stuck' }) });
    expect(await runOnce(parked)).toMatchObject({ outcome: { kind: 'ack' }, settled: ['stuck'] });
  });

  it('is cancelled in the place of a holder that is gone is deleted', async () => {
    const cancelled = claiming({ kind: 'cancelled', record: heldRecord({ status: 'stopped' }) });
    expect(await runOnce(cancelled)).toMatchObject({ outcome: { kind: 'ack' }, settled: ['stopped'] });
  });

  it('waits now is deleted', async () => {
    const work: JobWork<CountingRecord> = async () => ({ kind: 'written', record: heldRecord({ status: 'paused' }) });
    expect(await runOnce({ work })).toMatchObject({ outcome: { kind: 'ack' }, settled: ['paused'] });
  });
});

describe('work', () => {
  it('is stopped when the worker stops, and given back', async () => {
    const stopping = new AbortController();
    const running = runOnce({ work: untilStopped, signal: stopping.signal });
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
    expect(await runOnce({ work, signal: lost.signal })).toMatchObject({ settled: ['counted'] });
  });

  it('that takes too long is a failed attempt', async () => {
    expect(await runOnce({ work: untilStopped, timeoutMs: 10 })).toMatchObject({
      outcome: { kind: 'retry' },
      calls: ['postpone'],
    });
  });

  it('is stopped when the lease is lost, and nothing is written', async () => {
    const renew = async () => ({ kind: 'lost', existing: undefined }) as const;
    expect(await runOnce({ work: untilStopped, jobs: { renew, leaseMs: 40 } })).toMatchObject({
      outcome: { kind: 'ack' },
      calls: [],
      abandoned: 1,
    });
  });

  it('whose last write was refused has lost its lease', async () => {
    const work: JobWork<CountingRecord> = async () => ({ kind: 'lost', existing: heldRecord({ leaseToken: 2 }) });
    expect(await runOnce({ work })).toMatchObject({ outcome: { kind: 'ack' }, calls: [], abandoned: 1 });
  });

  it('that refuses fails the job, whatever aborted meanwhile', async () => {
    const detail = { code: 'no', message: 'no' };
    const work: JobWork<CountingRecord> = () => Promise.reject(new RefusedError(detail));
    const signal = AbortSignal.abort({ code: 'stopping' });
    expect(await runOnce({ work, signal })).toMatchObject({ outcome: { kind: 'reject' }, calls: ['fail'] });
  });
});

it('is renewed four times within the lease that its claim holds for', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  let renewals = 0;
  const renew = async () => {
    renewals += 1;
    return { kind: 'written', record: heldRecord() } as const;
  };
  const { jobs } = writerOf();
  const work: JobWork<CountingRecord> = async ({ lease: held }) => {
    await vi.advanceTimersByTimeAsync(999);
    expect(renewals).toBe(0);
    await vi.advanceTimersByTimeAsync(3_001);
    expect(renewals).toBe(4);
    return jobs.end(held, 'counted');
  };
  expect(await runOnce({ work, jobs: { renew, leaseMs: 4_000 } })).toMatchObject({ settled: ['counted'] });
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
  const runJob = createRunJob({ kind: countingJob, jobs, aftermath, clock, work, timeoutMs: 1e4 });
  expect(await runJob('c1', { log: silentLog, signal: never })).toEqual({ kind: 'ack' });
});
