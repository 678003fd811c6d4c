import type { JobError } from './job-kind.ts';

/** Another attempt would not help: `detail` is the job's error. */
export class RefusedError extends Error {
  readonly detail: JobError;
  constructor(detail: JobError) {
    super(detail.message);
    this.name = 'RefusedError';
    this.detail = detail;
  }
}

/** The reason of an abort: somebody wants the job to end. Whoever works on it undoes what is half done, and rejects. */
export class CancelRequestedError extends Error {
  readonly code = 'cancel_requested';
  constructor() {
    super('The job is to be cancelled.');
    this.name = 'CancelRequestedError';
  }
}
