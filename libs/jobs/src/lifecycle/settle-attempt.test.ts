import { DependencyUnavailableError } from '@snapinfra/aws-clients';
import { describe, expect, it } from 'vitest';
import { aftermathOf, attemptOf, heldRecord, writerOf } from '../../test/support/attempts.ts';
import { countingJob, type CountingKind, type CountingRecord } from '../../test/support/counting-job.ts';
import { LeaseLostError } from '../lease/keep-lease.ts';
import { StepDeadlineError, type AttemptBudget } from '../steps/run-steps.ts';
import type { Attempt } from './attempt.ts';
import { CancelRequestedError, RefusedError } from './errors.ts';
import type { JobWriter } from './job-writer.ts';
import { createSettleAttempt } from './settle-attempt.ts';

const createdAtMs = Date.parse(heldRecord().createdAt);
const detail = { code: 'no', message: 'It can not be counted.' };
const lost = async () => ({ kind: 'lost', existing: undefined }) as const;

interface Circumstances {
  readonly kind?: CountingKind;
  readonly jobs?: Partial<JobWriter<CountingRecord>>;
  readonly attempt?: Partial<Attempt<CountingRecord>>;
  readonly ageMs?: number;
}

const settle = async (error: unknown, { kind = countingJob, jobs, attempt, ageMs = 0 }: Circumstances = {}) => {
  const writer = writerOf(jobs);
  const { aftermath, settled, abandoned } = aftermathOf();
  const clock = () => new Date(createdAtMs + ageMs);
  const result = await createSettleAttempt({ kind, jobs: writer.jobs, aftermath, clock })(attemptOf(attempt), error);
  return { ...result, calls: writer.calls, settled, abandoned: abandoned() };
};

const after = (budget: AttemptBudget): Partial<Attempt<CountingRecord>> => ({
  steps: { ...attemptOf().steps, budget: () => budget, uncounted: () => ({ set: { attempts: 0 } }) },
});

describe('an attempt that failed', () => {
  it('is followed by another after the pause of its kind', async () => {
    expect(await settle(new Error('no'))).toMatchObject({
      outcome: { kind: 'retry', afterSeconds: 1 },
      status: 'ready',
      calls: [['postpone', { code: 'count_failed' }, { retryInMs: 1_000, counts: true }]],
      settled: [],
    });
  });

  it('needs no message for a pause that no message waits out', async () => {
    const kind = { ...countingJob, retryDelayMs: () => 86_400_000 };
    expect(await settle(new Error('no'), { kind })).toMatchObject({
      outcome: { kind: 'ack' },
      calls: [['postpone', { code: 'count_failed' }, { retryInMs: 86_400_000 }]],
    });
  });

  it('ends the job where it was the last one, and parks its message', async () => {
    const attempt = after({ attempts: 3, maxAttempts: 3 });
    expect(await settle(new Error('no'), { attempt })).toMatchObject({
      outcome: { kind: 'reject', reason: expect.stringContaining('attempts_exhausted') },
      status: 'broken',
      calls: [['giveUp', { code: 'attempts_exhausted' }]],
      settled: ['broken'],
    });
  });

  it('needs no message where the job is parked', async () => {
    const kind = { ...countingJob, statuses: { ...countingJob.statuses, stuck: 'waiting' } } as const;
    const giveUp = async () => ({ kind: 'written', record: heldRecord({ status: 'stuck' }) }) as const;
    const attempt = after({ attempts: 3, maxAttempts: 3 });
    expect(await settle(new Error('no'), { kind, jobs: { giveUp }, attempt })).toMatchObject({
      outcome: { kind: 'ack' },
      status: 'stuck',
      settled: ['stuck'],
    });
  });
});

describe('an attempt at a step', () => {
  it('counts for the step alone, and its deadline is told', async () => {
    const attempt = after({ step: 'ring', attempts: 1, maxAttempts: 2 });
    expect(await settle(new StepDeadlineError('ring'), { attempt })).toMatchObject({
      calls: [['postpone', { code: 'step_deadline_exceeded' }, { retryInMs: 1_000, counts: false }]],
    });
  });

  it('ends the job where it was the last one, and the step is named', async () => {
    const attempt = after({ step: 'ring', attempts: 2, maxAttempts: 2 });
    const message = 'The step ring of the count was tried 2 times and never finished.';
    expect(await settle(new Error('no'), { attempt })).toMatchObject({
      calls: [['giveUp', { code: 'step_attempts_exhausted', message }]],
    });
  });
});

describe('a dependency that is down', () => {
  const down = new DependencyUnavailableError({ dependency: 's3', reason: 'unreachable', operation: 'PutObject' });

  it('costs no attempt, neither at the job nor at its step', async () => {
    const attempt = after({ attempts: 3, maxAttempts: 3 });
    expect(await settle(down, { attempt, ageMs: countingJob.outagePatienceMs - 1 })).toMatchObject({
      outcome: { kind: 'retry', afterSeconds: 5 },
      calls: [['postpone', { code: 'dependency_unavailable' }, { counts: false, own: { set: { attempts: 0 } } }]],
    });
  });

  it('costs attempts once it has been so for long', async () => {
    expect(await settle(down, { ageMs: countingJob.outagePatienceMs })).toMatchObject({
      calls: [['postpone', { code: 'dependency_unavailable' }, { counts: true }]],
    });
  });
});

describe('an attempt that was refused', () => {
  it('fails the job for good', async () => {
    expect(await settle(new RefusedError(detail))).toMatchObject({
      outcome: { kind: 'reject', reason: `no: ${detail.message}` },
      calls: [['fail', detail]],
      settled: ['broken'],
    });
  });

  it('parks no message where somebody else ended the job', async () => {
    expect(await settle(new RefusedError(detail), { jobs: { fail: lost } })).toMatchObject({
      outcome: { kind: 'ack' },
      status: 'lost',
      settled: [],
    });
  });
});

describe('a worker that stops', () => {
  const stopping = { code: 'stopping' };

  it('gives the job back, and the attempt does not count', async () => {
    const attempt = after({ step: 'ring', attempts: 1, maxAttempts: 2 });
    expect(await settle(stopping, { attempt })).toMatchObject({
      outcome: { kind: 'retry', afterSeconds: 0 },
      calls: [['release', { set: { attempts: 0 } }]],
    });
  });

  it('acknowledges a cancellation that came just before', async () => {
    const existing = heldRecord({ cancelRequestedAt: '2026-01-01T00:00:00.000Z' });
    const release = async () => ({ kind: 'lost', existing }) as const;
    expect(await settle(stopping, { jobs: { release } })).toMatchObject({
      outcome: { kind: 'ack' },
      status: 'stopped',
      calls: [['acknowledgeCancel']],
      settled: ['stopped'],
    });
  });
});

it('a cancellation is acknowledged', async () => {
  expect(await settle(new CancelRequestedError())).toMatchObject({
    outcome: { kind: 'ack' },
    status: 'stopped',
    settled: ['stopped'],
  });
});

it('a lost lease leaves the job to its next holder, and discards what was stored', async () => {
  expect(await settle(new LeaseLostError())).toMatchObject({ outcome: { kind: 'ack' }, calls: [], abandoned: 1 });
});
