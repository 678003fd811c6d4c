export { dueAt, dueNames } from './due/due-attributes.ts';
export { createDueSweep, type DueItem, type DueSweep, type DueSweepDeps } from './due/due-sweep.ts';
export { createSweeper, type Sweeper, type SweeperOptions } from './due/sweeper.ts';
export { hasToken, isUnheld, leasedUntil, leaseNames, leaseTaken, type Lease } from './lease/lease.ts';
export { keepLease, LeaseLostError, type KeepLeaseOptions, type LeaseKeeper } from './lease/keep-lease.ts';
export { sortOf } from './lifecycle/job-kind.ts';
export type { JobError, JobKind, JobRules, JobSort } from './lifecycle/job-kind.ts';
export { newJob } from './lifecycle/new-job.ts';
export {
  createTransitions,
  type Requeue,
  type Transition,
  type TransitionsDeps,
  type Wait,
} from './lifecycle/transitions.ts';
export { isOwnWrite, toTransactionItem, writeTransition, type Written } from './lifecycle/write-transition.ts';
export { createJobWriter, type JobWriter, type JobWriterDeps } from './lifecycle/job-writer.ts';
export type { Claim } from './lifecycle/claim-job.ts';
export { createConfirmPublished, type ConfirmPublished } from './lifecycle/confirm-published.ts';
export { createAftermath, type Aftermath, type AftermathDeps } from './lifecycle/aftermath.ts';
export { createWorkerAftermath, type WorkerAftermath } from './lifecycle/worker-aftermath.ts';
export { createDispatchJob, type DispatchJob, type DispatchJobDeps } from './lifecycle/dispatch-job.ts';
export { createSweepJob, type SweepJobDeps } from './lifecycle/sweep-job.ts';
export { RefusedError, type Attempt, type JobLog } from './lifecycle/attempt.ts';
export { createRunJob, type JobWork, type RunJobContext, type RunJobDeps } from './lifecycle/run-job.ts';
export { codeGenerationJob } from './kinds/code-generation.ts';
