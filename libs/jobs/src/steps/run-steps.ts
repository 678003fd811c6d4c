import { createSchemaCodec, untilAborted } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Lease } from '../lease/lease.ts';
import { lossOf, type Written } from '../lifecycle/write-transition.ts';
import type { OwnChange } from '../lifecycle/transition.ts';
import { CancelRequestedError } from '../lifecycle/errors.ts';
import type { Static, TSchema } from 'typebox';
import type { JobStep, StepRules } from './job-step.ts';

type OpenStep = NonNullable<JobRecord['step']>;
type NewAttempt = Omit<OpenStep, 'leaseToken'>;

/** The reason of an abort: an attempt at a step has taken longer than it may. */
export class StepDeadlineError extends Error {
  readonly code = 'step_deadline_exceeded';
  constructor(step: string) {
    super(`The step ${step} took longer than it may.`);
    this.name = 'StepDeadlineError';
  }
}

export interface StepContext {
  /** 1 for the first attempt at the step. A later attempt has to look first whether the side effect has happened already. */
  readonly attempt: number;
  /** Aborts when the signal of the work does, and at the step's deadline. */
  readonly signal: AbortSignal;
}

export interface StepWork<Intent, Result> {
  /** Made once, and stored before `act` is called for the first time. */
  readonly intent: () => Intent | Promise<Intent>;
  /** The side effect. */
  readonly act: (intent: Intent, context: StepContext) => Promise<Result>;
}

/** Attempts so far, and the maximum, of a step or of the job. */
export interface AttemptBudget {
  /** Absent: these are attempts at the job itself. */
  readonly step?: string;
  readonly attempts: number;
  readonly maxAttempts: number;
}

/** The steps of one attempt at a job. */
export interface Steps {
  /** Does a step, unless an earlier attempt has finished it; resolves to its result. One step at a time. */
  run<Intent extends TSchema, Result extends TSchema>(
    step: JobStep<Intent, Result>,
    work: StepWork<Static<Intent>, Static<Result>>,
    signal: AbortSignal,
  ): Promise<Static<Result>>;
  /** The deadline of the open step; absent unless this attempt has begun the step. */
  deadlineEpochMs(): number | undefined;
  /** Of the step that this attempt has begun, or for which it found no attempt left; otherwise of the job, since its last step. */
  budget(): AttemptBudget;
  /** The change that takes this attempt off the count of the step that it has begun. */
  uncounted(): OwnChange<JobRecord>;
}

export interface StepsDeps<Job extends JobRecord> {
  readonly jobs: {
    beginStep(lease: Lease, step: NewAttempt): Promise<Written<Job>>;
    endStep(lease: Lease, name: string, result: unknown): Promise<Written<Job>>;
  };
  readonly kind: { readonly maxAttempts: number; readonly steps?: readonly { name: string; maxAttempts: number }[] };
  readonly clock: () => Date;
  readonly lease: Lease;
  /** As it was claimed. */
  readonly record: Job;
}

/** The steps in the record, as this attempt has last read or written it. */
const createStepState = <Job extends JobRecord>(claimed: Job, lease: Lease) => {
  let record = claimed;
  let spent: OpenStep | undefined;
  return {
    read: () => record,
    /** The open step where this attempt has begun it. The record may still have one that an earlier attempt began. */
    begun: () => (record.step?.leaseToken === lease.token ? record.step : undefined),
    /** The open step where this attempt came to it and found no attempt left. */
    spent: () => spent,
    foundSpent: (step: OpenStep) => void (spent = step),
    /** @throws LeaseLostError, CancelRequestedError where the write was refused. */
    wrote: (written: Written<Job>): Job => {
      if (written.kind === 'lost') throw lossOf(written, lease);
      return (record = written.record);
    },
  };
};

/** Stores the attempt at a step; the first one stores the intent, too. */
const createBegin =
  <Job extends JobRecord>({ jobs, clock, lease }: StepsDeps<Job>, state: ReturnType<typeof createStepState<Job>>) =>
  async (step: StepRules, makeIntent: () => Promise<unknown>): Promise<NewAttempt> => {
    const { step: open } = state.read();
    if (open !== undefined && open.name !== step.name) {
      throw new Error(`The step ${open.name} is not finished: ${step.name} can't begin.`);
    }
    if (open !== undefined && open.attempts >= step.maxAttempts) {
      state.foundSpent(open);
      throw new Error(`No attempt at ${step.name} is left.`);
    }
    const intent = open === undefined ? await makeIntent() : open.intent;
    const deadlineEpochMs = clock().getTime() + step.deadlineMs;
    const begun = { name: step.name, attempts: (open?.attempts ?? 0) + 1, deadlineEpochMs, intent };
    const { cancelRequestedAt } = state.wrote(await jobs.beginStep(lease, begun));
    if (cancelRequestedAt !== undefined) throw new CancelRequestedError();
    return begun;
  };

/** Waits for the side effect, until the work is stopped or the step's deadline has come. */
const untilDeadline = async <Result>(
  { name, deadlineMs }: StepRules,
  signal: AbortSignal,
  act: (either: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new StepDeadlineError(name)), deadlineMs);
  const either = AbortSignal.any([signal, late.signal]);
  try {
    return await untilAborted(act(either), either);
  } catch (error) {
    // Calls that were aborted reject with errors of their own.
    throw late.signal.aborted && !signal.aborted ? late.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
};

export const createSteps = <Job extends JobRecord>(deps: StepsDeps<Job>): Steps => {
  const { jobs, kind, lease, record } = deps;
  const state = createStepState(record, lease);
  const begin = createBegin(deps, state);
  return {
    run: async (step, { intent, act }, signal) => {
      const intents = createSchemaCodec(step.intent);
      const results = createSchemaCodec(step.result);
      const what = `The result of the step ${step.name}`;
      const { stepResults } = state.read();
      if (Object.hasOwn(stepResults, step.name)) return results.assert(stepResults[step.name], what);
      const begun = await begin(step, async () =>
        intents.assert(await intent(), `The intent of the step ${step.name}`),
      );
      const intended = intents.assert(begun.intent, `The stored intent of the step ${step.name}`);
      const acted = await untilDeadline(step, signal, (either) =>
        act(intended, { attempt: begun.attempts, signal: either }),
      );
      const result = results.assert(acted, what);
      state.wrote(await jobs.endStep(lease, step.name, result));
      return result;
    },
    deadlineEpochMs: () => state.begun()?.deadlineEpochMs,
    budget: () => {
      const { attempts } = state.read();
      const step = state.begun() ?? state.spent();
      const rules = kind.steps?.find(({ name }) => name === step?.name);
      if (step === undefined || rules === undefined) return { attempts, maxAttempts: kind.maxAttempts };
      return { step: step.name, attempts: step.attempts, maxAttempts: rules.maxAttempts };
    },
    uncounted: () => {
      const step = state.begun();
      return step === undefined ? {} : { set: { step: { ...step, attempts: step.attempts - 1 } } };
    },
  };
};
