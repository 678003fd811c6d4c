import {
  allOf,
  anyOf,
  attributeNotExists,
  compare,
  compareSize,
  type Condition,
  type ItemChange,
} from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { dueAt, dueNames } from '../due/due-attributes.ts';
import { isUnheld, leasedUntil, leaseNames, leaseTaken, type Lease } from '../lease/lease.ts';
import type { JobError } from './job-kind.ts';
import { maxOwedEvents, owesWhileOpen } from './owed-events.ts';
import { confirmationMs, type Machine, type OwnChange } from './transition.ts';

/*
 * What the holder of a lease writes. Each is refused where the lease is lost; what gives the job away is also refused where
 * its cancellation was requested.
 */

/** Why a job waits. */
export interface Wait {
  /** The name of the signal that ends the wait, such as `approval`. */
  readonly for: string;
  /** Who holds it up: the id of another job, where it is one. */
  readonly blockedBy?: string;
}

export interface Requeue<Job = JobRecord> {
  /** The sweeper sends the message again after it, where the queue has not delivered it. */
  readonly inMs: number;
  /** No attempt begins within that time, and no message stays in the queue for it. */
  readonly isDeferred?: boolean;
  /** Whether the attempt is one of those that the job has. */
  readonly counts: boolean;
  readonly error?: JobError;
  readonly own?: OwnChange<Job>;
}

/** An attempt at a step; the transition adds under which lease. */
export type JobStepState = Omit<NonNullable<JobRecord['step']>, 'leaseToken'>;

export const isNotCancelled: Condition = attributeNotExists('cancelRequestedAt');

/** Takes the lease where nobody holds it at `nowMs`, an attempt is left and may begin. */
export const claim =
  <Job extends JobRecord>({ kind, nowMs, leaseMs, write, isOf }: Machine<Job>) =>
  (id: string, holder: string, atMs: number) => {
    const untilMs = nowMs() + leaseMs;
    const taken = leaseTaken(holder, untilMs);
    const isClaimable = allOf(
      isOf('queued', 'running'),
      isUnheld(atMs),
      compare('attempts', '<', kind.maxAttempts),
      isNotCancelled,
      anyOf(attributeNotExists('notBeforeEpochMs'), compare('notBeforeEpochMs', '<=', atMs)),
    );
    const set = { ...taken.set, ...dueAt(id, untilMs + kind.leaseGraceMs), status: kind.to.running };
    const shared = { set, add: { attempts: 1, ...taken.add }, remove: ['notBeforeEpochMs'] };
    return write(id, isClaimable, shared, kind.claimed);
  };

/** The lease for another term, and a look of the sweeper at its end, or at the open step's deadline where that is earlier. */
const renewed = <Job extends JobRecord>(
  { kind, nowMs, leaseMs }: Machine<Job>,
  { id }: Lease,
  deadlineEpochMs = Infinity,
) => {
  const untilMs = nowMs() + leaseMs;
  return { ...leasedUntil(untilMs), ...dueAt(id, Math.min(untilMs, deadlineEpochMs) + kind.leaseGraceMs) };
};

/** Keeps the lease for another term; `own` says how far the work is. */
export const renew =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, own?: OwnChange<Job>, deadlineEpochMs?: number) =>
    machine.write(lease.id, machine.isHeldBy(lease), { set: renewed(machine, lease, deadlineEpochMs) }, own);

/** Notes what a step is about to do, and keeps the lease. */
export const beginStep =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, step: JobStepState) => {
    const set = { step: { ...step, leaseToken: lease.token }, ...renewed(machine, lease, step.deadlineEpochMs) };
    return machine.write(lease.id, machine.isHeldBy(lease), { set });
  };

/** Notes what a step came to, and keeps the lease. What follows has all attempts. */
export const endStep =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, name: string, result: unknown) => {
    const set = { attempts: 1, ...renewed(machine, lease) };
    const setAt = [[['stepResults', name], result]] as const;
    return machine.write(lease.id, machine.isHeldBy(lease), { set, setAt, remove: ['step'] });
  };

/** The holder ends the job; `own` sets what came of it. */
export const end =
  <Job extends JobRecord>({ write, isHeldBy, dueIn, owed }: Machine<Job>) =>
  (lease: Lease, status: string, own?: OwnChange<Job>) => {
    const set = { status, ...dueIn(lease.id, confirmationMs) };
    return write(lease.id, isHeldBy(lease), { set, setAt: owed(status), remove: leaseNames }, own);
  };

/** The holder fails the job for good. */
export const fail =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, error: JobError) =>
    end(machine)(lease, machine.kind.to.failed, { set: { error } } as OwnChange<Job>);

/** The holder acknowledges that the job was to be cancelled. */
export const acknowledgeCancel =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, own?: OwnChange<Job>) =>
    end(machine)(lease, machine.kind.to.cancelled, own);

/** What a parked job waits for: no signal that anybody gives, an operator unparks it. */
const operatorSignal = 'operator';

/** Refuses the name that is reserved: a wait for it would look like a parked job. */
export const assertSignal = (signal: string): void => {
  if (signal === operatorSignal)
    throw new RangeError(`A signal can't be called ${operatorSignal}: parked jobs wait for it.`);
};

/** The change of a job whose attempts are spent: it fails, or is parked, as its kind says. */
export const givenUp = <Job extends JobRecord>(
  { kind, nowMs, dueIn, owed }: Machine<Job>,
  id: string,
  error: JobError,
): ItemChange<JobRecord> => {
  const status = kind.to.parked ?? kind.to.failed;
  const waiting = { for: operatorSignal, since: new Date(nowMs()).toISOString() };
  return {
    set: { status, error, ...(kind.to.parked !== undefined && { waiting }), ...dueIn(id, confirmationMs) },
    setAt: owed(status),
    remove: leaseNames,
  };
};

/** The holder gives up a job whose attempts are spent. */
export const giveUp =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, error: JobError) =>
    machine.write(lease.id, allOf(machine.isHeldBy(lease), isNotCancelled), givenUp(machine, lease.id, error));

/** The holder gives the job back to the queue. */
export const requeue =
  <Job extends JobRecord>({ kind, nowMs, write, isHeldBy }: Machine<Job>) =>
  (lease: Lease, { inMs, isDeferred = false, counts, error, own }: Requeue<Job>) => {
    const dueMs = nowMs() + inMs;
    const set = {
      status: kind.to.queued,
      ...dueAt(lease.id, dueMs),
      ...(isDeferred && { notBeforeEpochMs: dueMs }),
      ...(error !== undefined && { error }),
    };
    const add = counts ? {} : { attempts: -1 };
    return write(lease.id, allOf(isHeldBy(lease), isNotCancelled), { set, add, remove: leaseNames }, own);
  };

/**
 * The holder lets the job wait under a status of the sort `waiting`: no message, no lease, nothing for the sweeper but the
 * events that this owes. The attempt is not counted. Refused where the signal was given already.
 * @throws RangeError where the signal's name is reserved for operators.
 */
export const wait =
  <Job extends JobRecord>({ kind, nowMs, write, isHeldBy, dueIn, owed }: Machine<Job>) =>
  (lease: Lease, status: string, reason: Wait, own?: OwnChange<Job>) => {
    assertSignal(reason.for);
    const mayOwe = owesWhileOpen(kind);
    const waiting = { ...reason, since: new Date(nowMs()).toISOString() };
    const isUnsignalled = attributeNotExists(['signals', reason.for]);
    const hasRoom = compareSize('owedEvents', '<', maxOwedEvents);
    const shared = {
      set: { status, waiting, ...(mayOwe && dueIn(lease.id, confirmationMs)) },
      setAt: owed(status),
      add: { attempts: -1 },
      remove: [...leaseNames, ...(mayOwe ? [] : dueNames)],
    };
    return write(lease.id, allOf(isHeldBy(lease), isUnsignalled, isNotCancelled, hasRoom), shared, own);
  };
