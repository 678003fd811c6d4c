import type { JobRecord } from '@snapinfra/platform';
import type { Lease } from '../lease/lease.ts';
import type { Steps } from '../steps/run-steps.ts';

/** As much of a logger as jobs need; pino's is one. */
export interface JobLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One attempt at a job. */
export interface Attempt<Job extends JobRecord> {
  readonly lease: Lease;
  /** As it was claimed. */
  readonly record: Job;
  readonly log: JobLog;
  readonly steps: Steps;
}
