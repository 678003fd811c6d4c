import { countingJob } from './counting-job.ts';

/** What a job should be, told without conditions, tokens of writes or a database. */
export interface JobModel {
  sort: 'queued' | 'running' | 'waiting' | 'ended';
  status: string;
  attempts: number;
  token: number;
  leaseUntilMs: number;
  /** Whether its end owes an event: that of a cancelled job is the answer to who cancelled it. */
  owesEvent: boolean;
}

export const newModel = (): JobModel => ({
  sort: 'queued',
  status: 'ready',
  attempts: 0,
  token: 0,
  leaseUntilMs: 0,
  owesEvent: false,
});

const { maxAttempts, leaseMs } = countingJob;

export const isClaimed = (model: JobModel, nowMs: number): boolean =>
  model.sort === 'running' && model.leaseUntilMs >= nowMs;

/** What a claim finds, and makes of the job. */
export const claimed = (model: JobModel, nowMs: number): 'done' | 'held' | 'claimed' | 'exhausted' => {
  if (model.sort === 'ended' || model.sort === 'waiting') return 'done';
  if (isClaimed(model, nowMs)) return 'held';
  if (model.attempts >= maxAttempts) {
    ended(model, 'broken', true);
    return 'exhausted';
  }
  Object.assign(model, { sort: 'running', status: 'counting', leaseUntilMs: nowMs + leaseMs });
  model.attempts += 1;
  model.token += 1;
  return 'claimed';
};

/** Whether the holder of a token may still write. */
export const isHolder = (model: JobModel, token: number): boolean => model.sort === 'running' && model.token === token;

export const ended = (model: JobModel, status: string, owesEvent: boolean): void => {
  Object.assign(model, { sort: 'ended', status, owesEvent });
};

/** A pause takes the attempt off: whoever resumes it begins another. */
export const paused = (model: JobModel): void => {
  Object.assign(model, { sort: 'waiting', status: 'paused' });
  model.attempts -= 1;
};

export const requeued = (model: JobModel, counts: boolean): void => {
  Object.assign(model, { sort: 'queued', status: 'ready' });
  if (!counts) model.attempts -= 1;
};
