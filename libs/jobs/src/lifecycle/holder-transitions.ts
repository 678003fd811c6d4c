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
import { dueNames } from '../due/due-attributes.ts';
import { isUnheld, leasedUntil, leaseNames, leaseTaken, type Lease } from '../lease/lease.ts';
import type { JobError } from './job-kind.ts';
import { maxOwedEvents, owesWhileOpen } from './owed-events.ts';
import { confirmationMs, type Machine, type OwnChange } from './transition.ts';

/*
 * The writes of a lease's holder. Each is refused where the lease is lost. Those that give the job away (back to the queue, to
 * wait, to an operator) are also refused where its cancellation was requested.
 */

/** Why a job waits. */
export interface Wait {
  /** The name of the signal that ends the wait, such as `approval`. */
  readonly for: string;
  /** The id of the job that holds it up, if one does. */
  readonly blockedBy?: string;
}

export interface Requeue<Job = JobRecord> {
  /** When the sweeper sends the message again, if the queue has not delivered it by then. */
  readonly inMs: number;
  /** Whether no attempt may begin within that time: then no message is kept in the queue either. */
  readonly isDeferred?: boolean;
  /** Whether the attempt counts. */
  readonly counts: boolean;
  readonly error?: JobError;
  readonly own?: OwnChange<Job>;
}

/** An attempt at a step, without its lease, which the transition adds. */
export type JobStepState = Omit<NonNullable<JobRecord['step']>, 'leaseToken'>;

export const isNotCancelled: Condition = attributeNotExists('cancelRequestedAt');

/** Takes the lease where nobody holds it at `atMs`, and an attempt is left and may begin. */
export const claim =
  <Job extends JobRecord>({ kind, nowMs, leaseMs, write, isOf, dueAt }: Machine<Job>) =>
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
    return write(id, isClaimable, shared, kind.claimed ?? { remove: ['error'] });
  };

/** Extends the lease. The sweeper looks when it has ended, or at the open step's deadline if that is earlier. */
const renewed = <Job extends JobRecord>(
  { kind, nowMs, leaseMs, dueAt }: Machine<Job>,
  { id }: Lease,
  deadlineEpochMs = Infinity,
) => {
  const untilMs = nowMs() + leaseMs;
  return { ...leasedUntil(untilMs), ...dueAt(id, Math.min(untilMs, deadlineEpochMs) + kind.leaseGraceMs) };
};

/** Extends the lease; `own` says how far the work is. */
export const renew =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, own?: OwnChange<Job>, deadlineEpochMs?: number) =>
    machine.write(lease.id, machine.isHeldBy(lease), { set: renewed(machine, lease, deadlineEpochMs) }, own);

/** Stores what a step is about to do, and extends the lease. */
export const beginStep =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, step: JobStepState) => {
    const set = { step: { ...step, leaseToken: lease.token }, ...renewed(machine, lease, step.deadlineEpochMs) };
    return machine.write(lease.id, machine.isHeldBy(lease), { set });
  };

/** Stores the result of a step, and extends the lease. The count of attempts begins anew. */
export const endStep =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, name: string, result: unknown) => {
    const set = { attempts: 1, ...renewed(machine, lease) };
    const setAt = [[['stepResults', name], result]] as const;
    return machine.write(lease.id, machine.isHeldBy(lease), { set, setAt, remove: ['step'] });
  };

/** The holder ends the job; `own` sets its result. */
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

/** The name that parked jobs wait for. Nobody gives this signal: an operator unparks the job. */
const operatorSignal = 'operator';

/** Refuses the reserved name: a job that waits for it would look like a parked one. */
export const assertSignal = (signal: string): void => {
  if (signal === operatorSignal)
    throw new RangeError(`A signal can't be called ${operatorSignal}: parked jobs wait for it.`);
};

/** The change that fails or parks a job without attempts left, as its kind says. */
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

/** The holder gives up a job without attempts left. */
export const giveUp =
  <Job extends JobRecord>(machine: Machine<Job>) =>
  (lease: Lease, error: JobError) =>
    machine.write(lease.id, allOf(machine.isHeldBy(lease), isNotCancelled), givenUp(machine, lease.id, error));

/** The holder gives the job back to the queue. */
export const requeue =
  <Job extends JobRecord>({ kind, nowMs, write, isHeldBy, dueAt }: Machine<Job>) =>
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
 * The holder lets the job wait under a status of the sort `waiting`: it has no message and no lease then, and is due only for
 * the events that it owes. The attempt does not count. Refused where the signal was given already.
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
