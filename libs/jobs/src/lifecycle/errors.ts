import type { JobError } from './job-kind.ts';

/** Thrown by work where another attempt would not help: the job fails with `detail` as its error. */
export class RefusedError extends Error {
  readonly detail: JobError;
  constructor(detail: JobError) {
    super(detail.message);
    this.name = 'RefusedError';
    this.detail = detail;
  }
}

/** The reason of an abort: the job is to be cancelled. The work undoes what is half done, and rejects. */
export class CancelRequestedError extends Error {
  readonly code = 'cancel_requested';
  constructor() {
    super('The job is to be cancelled.');
    this.name = 'CancelRequestedError';
  }
}
