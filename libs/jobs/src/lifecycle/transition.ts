import {
  allOf,
  attributeNotExists,
  compare,
  itemExists,
  itemIsNew,
  oneOf,
  type AttributePath,
  type Condition,
  type ItemChange,
  type ItemKey,
} from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { dueAt } from '../due/due-attributes.ts';
import { hasToken, type Lease } from '../lease/lease.ts';
import { statusesOf, type JobKind, type JobSort } from './job-kind.ts';
import { eventsAdded } from './owed-events.ts';

/** How long after a write the sweeper checks that its consequences have happened. */
export const confirmationMs = 60_000;

/** How long after a write the sweeper sends its message, unless the message was sent by then. */
export const unconfirmedMs = 30_000;

/** One change of a job's record, as a value: written alone, or as an item of a transaction. */
export interface Transition<Job> {
  readonly key: ItemKey;
  readonly change: ItemChange<Job>;
  readonly condition: Condition;
  /** Written into the record: recognises the write if its answer was lost. */
  readonly transitionId: string;
}

export interface TransitionsDeps {
  readonly clock: () => Date;
  readonly newId: () => string;
  /** How long a claim holds without being renewed; the kind's own unless said otherwise. */
  readonly leaseMs?: number | undefined;
}

/** The members of a kind that transitions need. */
export type TransitionRules<Job extends JobRecord> = Omit<
  JobKind<Job, unknown, unknown>,
  'messageOf' | 'eventOf' | 'outagePatienceMs' | 'outageDelayMs'
>;

/** Members of its own that a kind changes in the write of a transition. */
export type OwnChange<Job> = Pick<ItemChange<Job>, 'set' | 'setAt' | 'remove'>;

/** One write of the members that all kinds share, and the kind's own. */
const changeOf = <Job extends JobRecord>(shared: ItemChange<JobRecord>, own: OwnChange<Job>): ItemChange<Job> =>
  ({
    set: Object.assign({}, own.set, shared.set),
    setAt: [...(own.setAt ?? []), ...(shared.setAt ?? [])],
    add: { version: 1, ...shared.add },
    remove: [...(own.remove ?? []), ...(shared.remove ?? [])] satisfies readonly AttributePath[],
  }) as ItemChange<Job>;

export type Machine<Job extends JobRecord> = ReturnType<typeof createMachine<Job>>;

/** The building blocks of a kind's transitions. */
export const createMachine = <Job extends JobRecord>(kind: TransitionRules<Job>, deps: TransitionsDeps) => {
  const { clock, newId, leaseMs = kind.leaseMs } = deps;
  const nowMs = () => clock().getTime();
  const isAlive: Condition = allOf(itemExists, attributeNotExists('deletingAt'));
  /** A kind may have no status of a sort: then the condition is never met. */
  const isOf = (...sorts: readonly JobSort[]): Condition => {
    const statuses = statusesOf(kind, ...sorts);
    return statuses.length === 0 ? itemIsNew : oneOf('status', statuses);
  };

  const write = (id: string, condition: Condition, shared: ItemChange<JobRecord>, own: OwnChange<Job> = {}) => {
    const transitionId = newId();
    const set = { ...shared.set, updatedAt: clock().toISOString(), transitionId };
    const transition: Transition<Job> = {
      key: kind.keyOf(id),
      change: changeOf({ ...shared, set }, own),
      condition: allOf(isAlive, condition),
      transitionId,
    };
    return transition;
  };

  const endedStatuses = statusesOf(kind, 'ended');
  return {
    kind,
    nowMs,
    leaseMs,
    write,
    isOf,
    /** Not ended. A status of a later version counts as not ended. */
    isOpen: allOf(...endedStatuses.map((status) => compare('status', '<>', status))),
    isHeldBy: (lease: Lease): Condition => allOf(isOf('running'), hasToken(lease)),
    dueAt: (id: string, epochMs: number) => dueAt(id, epochMs, kind.outbox),
    dueIn: (id: string, ms: number) => dueAt(id, nowMs() + ms, kind.outbox),
    /** The events that a job owes once it has a status. */
    owed: (status: string) => eventsAdded(kind, status, clock().toISOString(), newId),
  };
};
