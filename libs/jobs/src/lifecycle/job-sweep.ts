import type { Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { createDueSweep, type DueSweep, type DueSweepDeps } from '../due/due-sweep.ts';
import { createAftermath, type AftermathDeps } from './aftermath.ts';
import { createConfirmPublished } from './confirm-published.ts';
import type { JobKind } from './job-kind.ts';
import { createSweepJob, type SweepJobDeps } from './sweep-job.ts';
import type { TransitionsDeps } from './transition.ts';
import { createTransitions } from './transitions.ts';

export interface JobSweepDeps<Job extends JobRecord, Message, Event>
  extends
    TransitionsDeps,
    Pick<DueSweepDeps, 'onError'>,
    Pick<AftermathDeps<Job, Event>, 'objects' | 'notifier'>,
    Pick<SweepJobDeps<Job>, 'dispatch' | 'remove' | 'telemetry'> {
  readonly kind: JobKind<Job, Message, Event>;
  readonly table: Pick<Table<Job>, 'queryKeys' | 'update'>;
}

/** All that the sweeper does for the jobs of a kind: one line among a process's sweeps. */
export const createJobSweep = <Job extends JobRecord, Message, Event>(
  deps: JobSweepDeps<Job, Message, Event>,
): DueSweep => {
  const transitions = createTransitions(deps.kind, deps);
  const aftermath = createAftermath({ ...deps, confirmPublished: createConfirmPublished(deps) });
  return createDueSweep(deps, deps.table, createSweepJob({ ...deps, transitions, aftermath }));
};
