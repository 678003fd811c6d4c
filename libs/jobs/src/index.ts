export { dueAt, dueNames } from './due/due-attributes.ts';
export { createDueSweep, type DueItem, type DueSweep, type DueSweepDeps } from './due/due-sweep.ts';
export { createSweeper, type Sweeper, type SweeperOptions } from './due/sweeper.ts';
export { hasToken, isUnheld, leasedUntil, leaseNames, leaseTaken, type Lease } from './lease/lease.ts';
export { keepLease, LeaseLostError, type KeepLeaseOptions, type LeaseKeeper } from './lease/keep-lease.ts';
