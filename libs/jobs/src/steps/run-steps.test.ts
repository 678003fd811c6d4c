import { expect, it } from 'vitest';
import { heldRecord, writerOf } from '../../test/support/attempts.ts';
import { carefulCountingJob, ringBell, type CountingRecord } from '../../test/support/counting-job.ts';
import { LeaseLostError } from '../lease/keep-lease.ts';
import { CancelRequestedError } from '../lifecycle/errors.ts';
import { createSteps, StepDeadlineError, type StepContext } from './run-steps.ts';

const nowMs = Date.parse('2026-01-01T00:00:00.000Z');
const never = new AbortController().signal;
/** The second lease of the job. */
const lease = { id: 'c1', token: 2 };

/** The steps of an attempt whose record begins like this, and every write of which is applied. */
const stepsOf = (changes: Partial<CountingRecord> = {}) => {
  let record = heldRecord({ leaseToken: lease.token, ...changes });
  const written: unknown[] = [];
  const write = (change: Partial<CountingRecord>) => {
    record = { ...record, ...change };
    written.push(change);
    return { kind: 'written', record } as const;
  };
  const { jobs } = writerOf({
    beginStep: async ({ token }, step) => write({ step: { ...step, leaseToken: token } }),
    endStep: async (_, name, result) => {
      const { step: _step, ...rest } = record;
      record = { ...rest, attempts: 1 };
      return write({ stepResults: { ...record.stepResults, [name]: result } });
    },
  });
  const steps = createSteps({ jobs, kind: carefulCountingJob, clock: () => new Date(nowMs), lease, record });
  return { steps, written };
};

const ring = { intent: () => ({ token: 'a' }), act: async () => ({ rung: 1 }) };

it('stores the intent before the side effect, and the result after it', async () => {
  const { steps, written } = stepsOf();
  const act = async ({ token }: { readonly token: string }, { attempt }: StepContext) => {
    expect(written).toHaveLength(1);
    expect([token, attempt, steps.deadlineEpochMs()]).toEqual(['a', 1, nowMs + ringBell.deadlineMs]);
    return { rung: 3 };
  };
  expect(await steps.run(ringBell, { ...ring, act }, never)).toEqual({ rung: 3 });
  expect(written).toEqual([
    {
      step: {
        ...{ name: 'ring-bell', attempts: 1, leaseToken: 2, intent: { token: 'a' } },
        deadlineEpochMs: nowMs + ringBell.deadlineMs,
      },
    },
    { stepResults: { 'ring-bell': { rung: 3 } } },
  ]);
  expect(steps.deadlineEpochMs()).toBeUndefined();
});

const open = { name: 'ring-bell', attempts: 1, deadlineEpochMs: 0, leaseToken: 1, intent: { token: 'of before' } };

it('gives a later attempt the intent of the first one', async () => {
  const { steps } = stepsOf({ step: open });
  const act = async ({ token }: { readonly token: string }, { attempt }: StepContext) => {
    expect([token, attempt]).toEqual(['of before', 2]);
    expect(steps.budget()).toEqual({ step: 'ring-bell', attempts: 2, maxAttempts: 2 });
    expect(steps.uncounted()).toMatchObject({ set: { step: { attempts: 1 } } });
    return { rung: 1 };
  };
  await steps.run(ringBell, { ...ring, act }, never);
  expect(steps.budget()).toEqual({ attempts: 1, maxAttempts: carefulCountingJob.maxAttempts });
});

it('counts nothing for a step that an earlier attempt has begun, and this one has not', async () => {
  const { steps } = stepsOf({ step: open, attempts: 1 });
  expect(steps.uncounted()).toEqual({});
  expect(steps.budget()).toEqual({ attempts: 1, maxAttempts: carefulCountingJob.maxAttempts });
  expect(steps.deadlineEpochMs()).toBeUndefined();
});

it('gives the step’s budget where none of its attempts was left', async () => {
  const { steps } = stepsOf({ step: { ...open, attempts: 2 } });
  await steps.run(ringBell, ring, never).catch(() => undefined);
  expect(steps.budget()).toEqual({ step: 'ring-bell', attempts: 2, maxAttempts: 2 });
  expect(steps.uncounted()).toEqual({});
});

it('does a step once that an earlier attempt has finished', async () => {
  const { steps, written } = stepsOf({ stepResults: { 'ring-bell': { rung: 7 } } });
  const act = () => Promise.reject(new Error('it was rung'));
  expect(await steps.run(ringBell, { ...ring, act }, never)).toEqual({ rung: 7 });
  expect(written).toEqual([]);
});

it('begins no step for which no attempt is left, and none while another is open', async () => {
  const spent = stepsOf({ step: { ...open, attempts: 2 } });
  await expect(spent.steps.run(ringBell, ring, never)).rejects.toThrow('No attempt at ring-bell is left');
  const other = stepsOf({ step: { ...open, name: 'sing' } });
  await expect(other.steps.run(ringBell, ring, never)).rejects.toThrow('The step sing is not finished');
  expect([...spent.written, ...other.written]).toEqual([]);
});

it('takes nothing for an intent or a result that is none, stored or new', async () => {
  const bad = { ...ring, intent: () => ({ token: 1 }) as never };
  await expect(stepsOf().steps.run(ringBell, bad, never)).rejects.toThrow('The intent of the step ring-bell');
  const stored = stepsOf({ step: { ...open, intent: { token: 1 } } });
  await expect(stored.steps.run(ringBell, ring, never)).rejects.toThrow('The stored intent of the step');
  const done = stepsOf({ stepResults: { 'ring-bell': {} } });
  await expect(done.steps.run(ringBell, ring, never)).rejects.toThrow('The result of the step ring-bell');
});

it('gives an attempt up at its deadline, also one that does not heed its signal', async () => {
  const { steps } = stepsOf();
  const brief = { ...ringBell, deadlineMs: 10 };
  const act = () => new Promise<{ rung: number }>(() => undefined);
  await expect(steps.run(brief, { ...ring, act }, never)).rejects.toBeInstanceOf(StepDeadlineError);
});

it('rejects with the reason of the work where that is stopped', async () => {
  const stop = new AbortController();
  const act = () => {
    stop.abort(new CancelRequestedError());
    return new Promise<{ rung: number }>(() => undefined);
  };
  const running = stepsOf().steps.run(ringBell, { ...ring, act }, stop.signal);
  await expect(running).rejects.toBeInstanceOf(CancelRequestedError);
});

it('begins nothing for a job whose lease is lost, or that is to be cancelled', async () => {
  const refused = (record: CountingRecord) => {
    const { jobs } = writerOf({ beginStep: async () => ({ kind: 'lost', existing: record }) });
    return createSteps({ jobs, kind: carefulCountingJob, clock: () => new Date(nowMs), lease, record });
  };
  const cancelRequestedAt = '2026-01-01T00:00:00.000Z';
  await expect(refused(heldRecord({ leaseToken: 3 })).run(ringBell, ring, never)).rejects.toBeInstanceOf(
    LeaseLostError,
  );
  const asked = stepsOf({ cancelRequestedAt });
  const act = () => Promise.reject(new Error('it must not ring'));
  await expect(asked.steps.run(ringBell, { ...ring, act }, never)).rejects.toBeInstanceOf(CancelRequestedError);
});
