import type { JobRecord } from '@snapinfra/platform';
import { createAftermath, type AftermathDeps } from './aftermath.ts';
import type { JobKind } from './job-kind.ts';
import { createRunJob, type RunJobDeps } from './run-job.ts';
import { createWorkerAftermath } from './worker-aftermath.ts';

export interface JobRunnerDeps<Job extends JobRecord, Message, Event>
  extends Omit<RunJobDeps<Job>, 'kind' | 'aftermath'>, Pick<AftermathDeps<Job, Event>, 'objects' | 'notifier'> {
  readonly kind: JobKind<Job, Message, Event>;
}

/** All that a worker does with a message of a kind, by the id of its job: claims, works, settles, publishes, clears up. */
export const createJobRunner = <Job extends JobRecord, Message, Event>(deps: JobRunnerDeps<Job, Message, Event>) => {
  const aftermath = createAftermath({ ...deps, confirmPublished: deps.jobs.confirmPublished });
  return createRunJob({ ...deps, aftermath: createWorkerAftermath({ ...deps, aftermath }) });
};
