import { sortOf, type JobSort } from '../../src/index.ts';
import { ringBell, type CountingKind } from './counting-job.ts';

/** What a job should be, told without conditions, tokens of writes or a database. */
export interface JobModel {
  readonly kind: CountingKind;
  sort: JobSort;
  status: string;
  attempts: number;
  token: number;
  leaseUntilMs: number;
  notBeforeMs: number | undefined;
  waitsFor: string | undefined;
  cancelRequested: boolean;
  step: { attempts: number; deadlineMs: number; token: number } | undefined;
  isStepDone: boolean;
  readonly signals: Set<string>;
  /** Types of the events that are owed and not published. */
  owed: string[];
  /** Types of all events that it ever owed. */
  readonly told: string[];
}

export const newModel = (kind: CountingKind): JobModel => ({
  kind,
  sort: 'queued',
  status: kind.to.queued,
  attempts: 0,
  token: 0,
  leaseUntilMs: 0,
  notBeforeMs: undefined,
  waitsFor: undefined,
  cancelRequested: false,
  step: undefined,
  isStepDone: false,
  signals: new Set(),
  owed: [],
  told: [],
});

const longestClockDifferenceMs = 60_000;

const isClaimed = (model: JobModel, nowMs: number): boolean => model.sort === 'running' && model.leaseUntilMs >= nowMs;

/** Whether the holder of a token may still write. */
export const isHolder = (model: JobModel, token: number): boolean => model.sort === 'running' && model.token === token;

/** It comes to a status, and owes what that owes. */
const became = (model: JobModel, status: string): void => {
  const sort = sortOf(model.kind, status);
  const events = sort === 'waiting' || sort === 'ended' ? (model.kind.owes[status] ?? []) : [];
  Object.assign(model, { sort, status, notBeforeMs: undefined });
  model.owed.push(...events);
  model.told.push(...events);
};

export const ended = (model: JobModel, status: string): void => {
  became(model, status);
  model.waitsFor = undefined;
};

export const cancelled = (model: JobModel): void => ended(model, model.kind.to.cancelled);

/** Its attempts are spent: it fails, or waits for an operator. */
export const givenUp = (model: JobModel): void => {
  const { parked, failed } = model.kind.to;
  became(model, parked ?? failed);
  if (parked !== undefined) model.waitsFor = 'operator';
};

/** What a claim finds, and makes of the job. */
export const claimed = (model: JobModel, nowMs: number): 'done' | 'held' | 'claimed' | 'exhausted' | 'cancelled' => {
  const { kind, notBeforeMs = 0 } = model;
  if (model.sort === 'ended' || model.sort === 'waiting') return 'done';
  if (isClaimed(model, nowMs)) return 'held';
  if (notBeforeMs > nowMs) return notBeforeMs - nowMs > longestClockDifferenceMs ? 'done' : 'held';
  if (model.cancelRequested) {
    cancelled(model);
    return 'cancelled';
  }
  if (model.attempts >= kind.maxAttempts) {
    givenUp(model);
    return 'exhausted';
  }
  became(model, kind.to.running);
  model.leaseUntilMs = nowMs + kind.leaseMs;
  model.attempts += 1;
  model.token += 1;
  return 'claimed';
};

/** Somebody wants it to end. */
export const cancelWanted = (model: JobModel, nowMs: number): void => {
  if (model.kind.cancel === 'acknowledged' && isClaimed(model, nowMs)) model.cancelRequested = true;
  else cancelled(model);
};

/** A pause takes the attempt off: whoever resumes it begins another. */
export const paused = (model: JobModel, signal: string): void => {
  became(model, 'paused');
  model.waitsFor = signal;
  model.attempts -= 1;
};

export const requeued = (model: JobModel, counts: boolean, notBeforeMs?: number): void => {
  became(model, model.kind.to.queued);
  Object.assign(model, { waitsFor: undefined, notBeforeMs });
  if (!counts) model.attempts -= 1;
};

/** A signal wakes who waits for it, and is remembered by everybody else who has not ended. */
export const signalled = (model: JobModel, signal: string): 'woken' | 'remembered' | 'unneeded' => {
  if (model.sort === 'ended') return 'unneeded';
  if (model.waitsFor === signal) {
    requeued(model, true);
    model.signals.add(signal);
    return 'woken';
  }
  if (model.signals.has(signal)) return 'unneeded';
  model.signals.add(signal);
  return 'remembered';
};

/** An operator queues it again. */
export const unparked = (model: JobModel): void => {
  requeued(model, true);
  model.attempts = 0;
  if (model.step) model.step.attempts = 0;
};

/** What the sweeper makes of a due job. */
export const swept = (model: JobModel, nowMs: number, isTopicUp: boolean): void => {
  if (isTopicUp) model.owed = [];
  if (model.sort !== 'queued' && model.sort !== 'running') return;
  const isStepLate = model.sort === 'running' && model.step?.token === model.token && model.step.deadlineMs < nowMs;
  if (isClaimed(model, nowMs) && (!isStepLate || model.cancelRequested)) return;
  const owedBefore = model.owed.length;
  if (model.cancelRequested) cancelled(model);
  else if (isStepLate && (model.step?.attempts ?? 0) < ringBell.maxAttempts) {
    requeued(model, false, nowMs + model.kind.retryDelayMs(model.step?.attempts ?? 0));
  } else if (isStepLate || model.attempts >= model.kind.maxAttempts) givenUp(model);
  // What it comes to owe by that is published at once.
  if (isTopicUp && model.owed.length > owedBefore) model.owed = [];
};
