import { describe, expect, it } from 'vitest';
import { heldRecord, lease, writerOf } from '../../test/support/attempts.ts';
import type { CountingRecord } from '../../test/support/counting-job.ts';
import { runOnce, untilStopped } from '../../test/support/run-once.ts';
import { CancelRequestedError } from './errors.ts';
import type { JobWriter } from './job-writer.ts';
import type { JobWork } from './run-job.ts';

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
    expect(await runOnce({ work, jobs: { renew, leaseMs: 40 } })).toMatchObject({
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
    expect(await runOnce({ work, jobs: { renew: counting, leaseMs: 20 } })).toMatchObject({ settled: ['stopped'] });
  });

  it('is cancelled where the request stood in the way of its wait', async () => {
    const work: JobWork<CountingRecord> = async () => ({ kind: 'lost', existing: requested });
    expect(await runOnce({ work })).toMatchObject({ calls: ['acknowledgeCancel'], settled: ['stopped'] });
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
    await runOnce({ work, jobs: { claim, renew: watching, leaseMs: 20 } });
    expect(deadlines.slice(0, 2)).toEqual([5, undefined]);
  });

  it('may end all the same where its work is done first', async () => {
    const { jobs } = writerOf();
    const work: JobWork<CountingRecord> = async (_, keeper) => {
      keeper.report({ set: { counted: 1 } });
      await expect.poll(() => keeper.signal.aborted).toBe(true);
      return jobs.end(lease, 'counted');
    };
    expect(await runOnce({ work, jobs: { renew } })).toMatchObject({ outcome: { kind: 'ack' }, settled: ['counted'] });
  });
});
