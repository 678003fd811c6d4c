import { createSchemaCodec, untilAborted, type ItemChange } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Lease } from '../lease/lease.ts';
import { lossOf, type Written } from '../lifecycle/write-transition.ts';
import { CancelRequestedError } from '../lifecycle/errors.ts';
import type { Static, TSchema } from 'typebox';
import type { JobStep, StepRules } from './job-step.ts';

type OpenStep = NonNullable<JobRecord['step']>;

/** The reason of an abort: an attempt at a step has taken longer than it may. */
export class StepDeadlineError extends Error {
  readonly code = 'step_deadline_exceeded';
  constructor(step: string) {
    super(`The step ${step} took longer than it may.`);
    this.name = 'StepDeadlineError';
  }
}

export interface StepContext {
  /** 1 for the first attempt at the step; a later one looks first whether the effect is there already. */
  readonly attempt: number;
  /** Aborts with that of the work, and at the step's deadline. */
  readonly signal: AbortSignal;
}

export interface StepWork<Intent, Result> {
  /** Made once, and stored before `act` is called for the first time. */
  readonly intent: () => Intent | Promise<Intent>;
  /** The side effect. */
  readonly act: (intent: Intent, context: StepContext) => Promise<Result>;
}

/** How many attempts there were at what the job is at, and how many there may be. */
export interface AttemptBudget {
  /** Absent: at the job itself. */
  readonly step?: string;
  readonly attempts: number;
  readonly maxAttempts: number;
}

/** The steps of one attempt at a job. */
export interface Steps {
  /** Does a step, unless an earlier attempt has finished it; gives back its result. One after the other. */
  run<Intent extends TSchema, Result extends TSchema>(
    step: JobStep<Intent, Result>,
    work: StepWork<Static<Intent>, Static<Result>>,
    signal: AbortSignal,
  ): Promise<Static<Result>>;
  /** When the attempt at the open step is over. */
  deadlineEpochMs(): number | undefined;
  /** Attempts at the open step; where none is, those at the job since its last step. */
  budget(): AttemptBudget;
  /** The change with which the attempt at the open step does not count. */
  uncounted(): ItemChange<JobRecord>;
}

export interface StepsDeps<Job extends JobRecord> {
  readonly jobs: {
    beginStep(lease: Lease, step: OpenStep): Promise<Written<Job>>;
    endStep(lease: Lease, name: string, result: unknown): Promise<Written<Job>>;
  };
  readonly kind: { readonly maxAttempts: number; readonly steps?: readonly { name: string; maxAttempts: number }[] };
  readonly clock: () => Date;
  readonly lease: Lease;
  /** As it was claimed. */
  readonly record: Job;
}

export const createSteps = <Job extends JobRecord>(deps: StepsDeps<Job>): Steps => {
  const { jobs, kind, clock, lease } = deps;
  let { step: open, stepResults: results, attempts } = deps.record;

  const written = (result: Written<Job>): void => {
    if (result.kind === 'lost') throw lossOf(result, lease);
    ({ step: open, stepResults: results, attempts } = result.record);
  };
  const begin = async (step: StepRules, makeIntent: () => unknown): Promise<OpenStep> => {
    if (open !== undefined && open.name !== step.name) {
      throw new Error(`The step ${open.name} is not finished: ${step.name} can't begin.`);
    }
    if (open !== undefined && open.attempts >= step.maxAttempts) throw new Error(`No attempt at ${step.name} is left.`);
    const intent = open === undefined ? await makeIntent() : open.intent;
    const deadlineEpochMs = clock().getTime() + step.deadlineMs;
    const begun = { name: step.name, attempts: (open?.attempts ?? 0) + 1, deadlineEpochMs, intent };
    const result = await jobs.beginStep(lease, begun);
    written(result);
    if (result.kind === 'written' && result.record.cancelRequestedAt !== undefined) throw new CancelRequestedError();
    return begun;
  };

  return {
    run: async (step, { intent, act }, signal) => {
      const resultOf = createSchemaCodec(step.result);
      const what = `The result of the step ${step.name}`;
      if (Object.hasOwn(results, step.name)) return resultOf.assert(results[step.name], what);
      const intentOf = createSchemaCodec(step.intent);
      const begun = await begin(step, async () =>
        intentOf.assert(await intent(), `The intent of the step ${step.name}`),
      );
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new StepDeadlineError(step.name)), step.deadlineMs);
      try {
        const either = AbortSignal.any([signal, late.signal]);
        const intended = intentOf.assert(begun.intent, `The stored intent of the step ${step.name}`);
        const acted = act(intended, { attempt: begun.attempts, signal: either });
        const result = resultOf.assert(await untilAborted(acted, either), what);
        written(await jobs.endStep(lease, step.name, result));
        return result;
      } catch (error) {
        // Calls that were aborted reject with errors of their own.
        throw late.signal.aborted && !signal.aborted ? late.signal.reason : error;
      } finally {
        clearTimeout(timer);
      }
    },
    deadlineEpochMs: () => open?.deadlineEpochMs,
    budget: () => {
      const rules = kind.steps?.find(({ name }) => name === open?.name);
      if (open === undefined || rules === undefined) return { attempts, maxAttempts: kind.maxAttempts };
      return { step: open.name, attempts: open.attempts, maxAttempts: rules.maxAttempts };
    },
    uncounted: () => (open === undefined ? {} : { set: { step: { ...open, attempts: open.attempts - 1 } } }),
  };
};
