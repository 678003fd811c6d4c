import { rolesWith } from '@snapinfra/contracts';
import { attributeNotExists, oneOf, type Condition, type Table, type TransactionItem } from '@snapinfra/aws-clients';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.ts';
import { refuse, type ProblemError } from '../http/problem-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { NewId } from '../runtime/new-id.ts';
import { isAlive } from '../storage/conditions.ts';
import { memberOf } from '../storage/member-of.ts';
import type { Conflicts, Storage, Transacted } from '../storage/storage.ts';
import { activityKey, activityRecord, ActivityRecord, type Activity } from './activity-record.ts';
import { memberKey, MemberRecord } from './member-record.ts';
import { ProjectHead, projectKey } from './project-head.ts';
import { refusalOf, unknownSubject, type Claim } from './rights.ts';
import { userKey, UserMark } from './user-mark.ts';

type Writes = readonly TransactionItem<unknown>[];

/**
 * Writes the changes of a request, all or nothing: the one way to do so. The same transaction demands that the project lives and
 * that the caller still has the right of the route (without a right in a project: that the caller is not being removed), and writes
 * the activity. Conflicts are those of the writes, in their order: the use case may read again and retry.
 *
 * An activity is undefined only where `writes` is empty: then the companions alone are written.
 *
 * @throws ProblemError if the project or the caller's right has gone meanwhile
 */
export type Commit = (writes: Writes, activity: Activity | undefined) => Promise<Transacted>;

/** What a commit may add to its transaction. */
export interface Companions {
  readonly items: Writes;
  /** Gets the conflicts of these items, before those of the writes count. */
  readonly onConflict: (conflicts: Conflicts) => Promise<void>;
}

export interface CommitDeps {
  readonly storage: Pick<Storage, 'open' | 'transact'>;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** A condition of the caller's right, on an item of its own. */
interface Demand {
  readonly table: Pick<Table<unknown>, 'tableName' | 'toCheck'>;
  readonly key: { readonly pk: string; readonly sk: string };
  readonly condition: Condition;
  /** Why the item, as it is stored now, refuses; undefined if it does not. */
  readonly refusal: (existing: unknown) => ProblemError | undefined;
}

const openTables = ({ open }: CommitDeps['storage']) => ({
  projects: open('projects', ProjectHead),
  members: open('projects', MemberRecord),
  users: open('users', UserMark),
  activity: open('activity', ActivityRecord),
});
type Tables = ReturnType<typeof openTables>;

/** The demands on the items that are read for a right: see `readAccess`. */
const demandsOfClaim = ({ projects, members }: Tables, claim: Claim): readonly Demand[] => {
  const { permission, caller, subject, seesDeleted } = claim;
  const roles = rolesWith(permission);
  // A deletion that another one was faster than is a conflict, not a refusal: it reads again, and finds its work done.
  const isHidden = (existing: unknown) => memberOf(existing, 'deletingAt') !== undefined && !seesDeleted;
  return [
    {
      table: projects,
      key: projectKey(subject.projectId),
      condition: isAlive,
      refusal: (existing) => (existing === undefined || isHidden(existing) ? unknownSubject(claim) : undefined),
    },
    {
      table: members,
      key: memberKey(subject.projectId, caller.userId),
      condition: oneOf('role', roles),
      refusal: (existing) => {
        const role = roles.find((known) => known === memberOf(existing, 'role'));
        return role === undefined ? refusalOf(claim, existing as MemberRecord | undefined) : undefined;
      },
    },
  ];
};

/** The demand of routes for any caller: see {@link UserMark}. */
const demandOfUser = ({ users }: Tables, { userId }: Caller): Demand => ({
  table: users,
  key: userKey(userId),
  condition: attributeNotExists('deletingAt'),
  refusal: (existing) =>
    memberOf(existing, 'deletingAt') === undefined
      ? undefined
      : refuse(
          'user_is_being_deleted',
          'You are being removed: no project can be created or joined, and no export requested.',
        ),
});

const isOn = ({ table, key }: Demand, { tableName, key: { pk, sk } }: TransactionItem): boolean =>
  tableName === table.tableName && pk === key.pk && sk === key.sk;

/** The writes under the demands: a transaction has one action for an item, which then bears both conditions. */
const underDemands = (writes: Writes, demands: readonly Demand[]): Writes => {
  const demanded = writes.map((write) =>
    demands.filter((demand) => isOn(demand, write)).reduce((item, { condition }) => item.onlyIf(condition), write),
  );
  const others = demands.filter((demand) => !writes.some((write) => isOn(demand, write)));
  return [...demanded, ...others.map(({ table, key, condition }) => table.toCheck(key, condition))];
};

const refusalAmong = (items: Writes, demands: readonly Demand[], conflicts: Conflicts): ProblemError | undefined => {
  for (const [index, item] of items.entries()) {
    const conflict = conflicts[index];
    const demand = conflict && demands.find((candidate) => isOn(candidate, item));
    const refusal = demand?.refusal(conflict?.existing);
    if (refusal) return refusal;
  }
  return undefined;
};

export type CreateCommit = (request: Pick<FastifyRequest, 'caller' | 'claim'>, companions?: Companions) => Commit;

/** Makes the commit of each request: see {@link Commit}. */
export const createCommits = ({ storage, clock, newId }: CommitDeps): CreateCommit => {
  const tables = openTables(storage);

  const activityWrites = ({ userId }: Caller, claim: Claim | undefined, activity: Activity | undefined): Writes => {
    const projectId = claim?.subject.projectId ?? activity?.projectId;
    if (activity === undefined || projectId === undefined) return [];
    const record = activityRecord({ ...activity, projectId }, { userId, ulid: newId(), now: clock() });
    return [tables.activity.toPut(activityKey(record.id), record)];
  };

  return ({ caller, claim }, companions) => {
    const demands = claim ? demandsOfClaim(tables, claim) : [demandOfUser(tables, caller)];
    return async (writes, activity) => {
      if (activity === undefined && writes.length > 0) throw new Error('A change tells what it is: give an activity');
      if (writes.length === 0 && companions === undefined) return { ok: true };
      const items = underDemands(writes, demands);
      const told = activityWrites(caller, claim, activity);
      const result = await storage.transact([...items, ...told, ...(companions?.items ?? [])]);
      if (result.ok) return result;
      await companions?.onConflict(result.conflicts.slice(items.length + told.length));
      const refusal = refusalAmong(items, demands, result.conflicts);
      if (refusal) throw refusal;
      return { ok: false, conflicts: result.conflicts.slice(0, writes.length) };
    };
  };
};
