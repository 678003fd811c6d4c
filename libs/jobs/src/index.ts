export { dueAt, dueNames } from './due/due-attributes.ts';
export { createDueSweep, type DueItem, type DueSweep, type DueSweepDeps } from './due/due-sweep.ts';
export { createSweeper, type Sweeper, type SweeperOptions } from './due/sweeper.ts';
export { hasToken, isUnheld, leasedUntil, leaseNames, leaseTaken, type Lease } from './lease/lease.ts';
export { keepLease, LeaseLostError, type KeepLeaseOptions, type LeaseKeeper } from './lease/keep-lease.ts';
export { quietFromEpochMs, sortOf } from './lifecycle/job-kind.ts';
export type { JobError, JobKind, JobRules, JobSort, OwedEvent } from './lifecycle/job-kind.ts';
export { maxOwedEvents, owedEventsOf } from './lifecycle/owed-events.ts';
export { newJob } from './lifecycle/new-job.ts';
export type { OwnChange, Transition, TransitionRules, TransitionsDeps } from './lifecycle/transition.ts';
export type { Requeue, Wait } from './lifecycle/holder-transitions.ts';
export { createTransitions, type Transitions } from './lifecycle/transitions.ts';
export {
  isOwnWrite,
  toTransactionItem,
  transactTransition,
  writeTransition,
  type Written,
} from './lifecycle/write-transition.ts';
export { createJobWriter, type JobWriter, type JobWriterDeps, type Signalled } from './lifecycle/job-writer.ts';
export type { Claim } from './lifecycle/claim-job.ts';
export { createSignalJob, type Signalling, type SignalJobDeps, type SignalRefusal } from './lifecycle/signal-job.ts';
export { createCancelJob, type CancelJob, type CancelJobDeps } from './lifecycle/cancel-job.ts';
export { createRemoveJob, type RemoveJob, type RemoveJobDeps, type RemoveJobOptions } from './lifecycle/remove-job.ts';
export { createConfirmPublished, type ConfirmPublished } from './lifecycle/confirm-published.ts';
export { createAftermath, type Aftermath, type AftermathDeps } from './lifecycle/aftermath.ts';
export { createWorkerAftermath, type WorkerAftermath } from './lifecycle/worker-aftermath.ts';
export { createDispatchJob, type DispatchJob, type DispatchJobDeps } from './lifecycle/dispatch-job.ts';
export { createSweepJob, type SweepJobDeps } from './lifecycle/sweep-job.ts';
export { CancelRequestedError, RefusedError } from './lifecycle/errors.ts';
export type { Attempt, JobLog } from './lifecycle/attempt.ts';
export { createRunJob, type JobWork, type RunJobContext, type RunJobDeps } from './lifecycle/run-job.ts';
export type { JobStep, StepRules } from './steps/job-step.ts';
export { StepDeadlineError, type StepContext, type Steps, type StepWork } from './steps/run-steps.ts';
export { defineJob, type JobDefinition, type JobQueue, type JobWiring, type StatusRules } from './wiring/define-job.ts';
export { jobTable, type JobTable } from './wiring/job-table.ts';
export { openJobResources, type JobClients, type JobResources, type JobResourcesDeps } from './wiring/job-resources.ts';
export { createGatewayJobs, type GatewayJobs, type GatewayJobsDeps, type LoneWrites } from './wiring/gateway-jobs.ts';
export { createWorkerJobs, routeMessages, type WorkerJobs, type WorkerJobsDeps } from './wiring/worker-jobs.ts';
