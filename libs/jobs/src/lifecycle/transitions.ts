import {
  allOf,
  attributeNotExists,
  compare,
  equals,
  itemExists,
  oneOf,
  type Condition,
  type ItemChange,
  type ItemKey,
} from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { dueAt, dueNames } from '../due/due-attributes.ts';
import { hasToken, isUnheld, leasedUntil, leaseNames, leaseTaken, type Lease } from '../lease/lease.ts';
import { exhaustedError, statusesOf, type JobError, type JobKind } from './job-kind.ts';

/** How long after a write the sweeper looks whether what should have followed it did. */
export const confirmationMs = 60_000;

/** A record whose message is to be sent is looked at so long after its write, if nothing says that it was sent. */
export const unconfirmedMs = 30_000;

/** One step of a job's record, as a value: written alone, or as an item of a transaction. */
export interface Transition<Job> {
  readonly key: ItemKey;
  readonly change: ItemChange<Job>;
  readonly condition: Condition;
  /** In the record once it is written: by it a write is known again whose answer was lost. */
  readonly transitionId: string;
}

export interface TransitionsDeps {
  readonly clock: () => Date;
  readonly newId: () => string;
  /** How long a claim holds without being renewed; the kind's own unless said otherwise. */
  readonly leaseMs?: number;
}

export type Transitions<Job extends JobRecord> = ReturnType<typeof createTransitions<Job, unknown, unknown>>;

/** Why a job waits. */
export interface Wait {
  /** The name of the signal that {@link Transitions.wake} gives, such as `approval`. */
  readonly for: string;
  /** Who holds it up: the id of another job, where it is one. */
  readonly blockedBy?: string;
}

export interface Requeue {
  /** The sweeper sends the message again after it, where the queue has not delivered it. */
  readonly inMs: number;
  /** Whether the attempt is one of those that the job has. */
  readonly counts: boolean;
  readonly error?: JobError;
}

const isAlive: Condition = allOf(itemExists, attributeNotExists('deletingAt'));

/** The change of the members that all kinds share, and a kind's own in the same write. */
const changeOf = <Job extends JobRecord>(shared: ItemChange<JobRecord>, own: ItemChange<Job> = {}): ItemChange<Job> =>
  ({
    set: Object.assign({}, own.set, shared.set),
    add: { version: 1, ...shared.add },
    remove: [...(own.remove ?? []), ...(shared.remove ?? [])],
  }) as ItemChange<Job>;

/** The state machine of a kind: which step may follow what, and what it writes. Nothing is written here. */
export const createTransitions = <Job extends JobRecord, Message, Event>(
  kind: JobKind<Job, Message, Event>,
  { clock, newId, leaseMs = kind.leaseMs }: TransitionsDeps,
) => {
  const open = oneOf('status', statusesOf(kind, 'queued', 'running'));
  const running = oneOf('status', statusesOf(kind, 'running'));
  const isHeldBy = (lease: Lease): Condition => allOf(isAlive, running, hasToken(lease));

  const step = (id: string, condition: Condition, shared: ItemChange<JobRecord>, own?: ItemChange<Job>) => {
    const transitionId = newId();
    const set = { ...shared.set, updatedAt: clock().toISOString(), transitionId };
    const transition: Transition<Job> = {
      key: kind.keyOf(id),
      change: changeOf({ ...shared, set }, own),
      condition,
      transitionId,
    };
    return transition;
  };
  const leaseDue = (id: string, untilMs: number) => dueAt(id, untilMs + kind.leaseGraceMs);
  /** The end owes an event, and the sweeper makes sure of it. */
  const end = (id: string, condition: Condition, set: Partial<JobRecord>, own?: ItemChange<Job>) => {
    const owed = { ...dueAt(id, clock().getTime() + confirmationMs), unpublishedEventId: newId() };
    return step(id, condition, { set: { ...set, ...owed }, remove: leaseNames }, own);
  };

  return {
    /** Takes the lease where nobody holds it at `nowMs` and an attempt is left. */
    claim: (id: string, holder: string, nowMs: number) => {
      const untilMs = clock().getTime() + leaseMs;
      const taken = leaseTaken(holder, untilMs);
      const set = { ...taken.set, ...leaseDue(id, untilMs), status: kind.to.running };
      const isClaimable = allOf(isAlive, open, isUnheld(nowMs), compare('attempts', '<', kind.maxAttempts));
      return step(id, isClaimable, { set, add: { attempts: 1, ...taken.add } }, kind.claimed);
    },
    /** Keeps the lease for another term. */
    renew: (lease: Lease, own?: ItemChange<Job>) => {
      const untilMs = clock().getTime() + leaseMs;
      return step(lease.id, isHeldBy(lease), { set: { ...leasedUntil(untilMs), ...leaseDue(lease.id, untilMs) } }, own);
    },
    /** The holder ends the job; `own` sets what came of it. */
    end: (lease: Lease, status: string, own?: ItemChange<Job>) => end(lease.id, isHeldBy(lease), { status }, own),
    /** The holder fails the job for good. */
    fail: (lease: Lease, error: JobError) => end(lease.id, isHeldBy(lease), { status: kind.to.failed, error }),
    /** Fails a job that has no attempt left and that nobody holds at `nowMs`. */
    exhaust: (id: string, nowMs: number) => {
      const isExhausted = allOf(isAlive, open, isUnheld(nowMs), compare('attempts', '>=', kind.maxAttempts));
      return end(id, isExhausted, { status: kind.to.failed, error: exhaustedError(kind) });
    },
    /** The holder gives the job back to the queue. */
    requeue: (lease: Lease, { inMs, counts, error }: Requeue) => {
      const set = {
        status: kind.to.queued,
        ...dueAt(lease.id, clock().getTime() + inMs),
        ...(error !== undefined && { error }),
      };
      const add = counts ? {} : { attempts: -1 };
      return step(lease.id, isHeldBy(lease), { set, add, remove: leaseNames });
    },
    /**
     * The holder lets the job wait under a status of the sort `waiting`: no message, no lease, nothing for the sweeper. The
     * attempt is not counted.
     */
    wait: (lease: Lease, status: string, reason: Wait, own?: ItemChange<Job>) => {
      const set = { status, waiting: { ...reason, since: clock().toISOString() } };
      return step(lease.id, isHeldBy(lease), { set, add: { attempts: -1 }, remove: [...leaseNames, ...dueNames] }, own);
    },
    /** Queues a job that waits for this signal; dispatch it then, or the sweeper does. */
    wake: (id: string, signal: string) => {
      const isWaiting = allOf(
        isAlive,
        oneOf('status', statusesOf(kind, 'waiting')),
        equals(['waiting', 'for'], signal),
      );
      const set = { status: kind.to.queued, ...dueAt(id, clock().getTime() + unconfirmedMs) };
      return step(id, isWaiting, { set, remove: ['waiting'] });
    },
    /** Ends the job at once, whoever holds it, where it is as it was read. Owes no event: the answer tells its owner. */
    cancel: (job: Job, own?: ItemChange<Job>) => {
      const isUnchanged = allOf(isAlive, equals('version', job.version));
      // Its worker may be storing something just now: the sweeper makes sure that nothing of it stays.
      const { set, remove } = afterEnd(kind, { ...job, status: kind.to.cancelled }, clock());
      const shared = { set: { status: kind.to.cancelled, ...set }, remove: [...leaseNames, 'waiting', ...remove] };
      return step(job.id, isUnchanged, shared, own);
    },
  };
};

/** What is due once an ended job's event is out: a last look for what attempts left behind, or nothing any more. */
export const afterEnd = <Job extends JobRecord>(
  kind: Pick<JobKind<Job, unknown, unknown>, 'leftoverPrefixes' | 'quietFromEpochMs'>,
  job: Job,
  now: Date,
) =>
  kind.leftoverPrefixes(job).length > 0
    ? { set: dueAt(job.id, kind.quietFromEpochMs(now.getTime())), remove: [] }
    : { set: {}, remove: dueNames };
