import { eachInParallel, type ObjectStore } from '@snapinfra/aws-clients';
import { createDueSweep, dueAt, type DueSweep, type DueSweepDeps } from '@snapinfra/jobs';
import { MembershipItem, userPartition } from '../../access/member-record.ts';
import { userKey } from '../../access/user-mark.ts';
import { membershipsOf } from '../../records/list-memberships.ts';
import { isDoomed, requireDoomed } from '../../records/removal.ts';
import type { Storage } from '../../storage/storage.ts';
import { deleteAll } from '../../storage/delete-all.ts';
import { writableTable, type RequestTable } from '../../storage/tables.ts';
import type { ProjectAccess } from '../project-access.ts';
import {
  exportPrefix,
  exportsPrefix,
  RunningExportItem,
  runningExportKey,
  type ExportRecord,
} from './export-record.ts';
import { deletionOutbox, type UserRecord } from './user-record.ts';

/** The removal of a project takes a minute: its sweep removes the memberships. */
const goingMs = 60_000;
const blockedMs = 60_000;
/** A record names so many of the projects that keep a removal from ending: more might not fit an item. */
const namedProjects = 100;

interface Project {
  readonly id: string;
  readonly name: string;
}

/** The result for one membership, as the area of teams has it. */
type Leaving =
  { readonly kind: 'left' | 'going' | 'alone' } | { readonly kind: 'last-owner'; readonly project: Project };

/** As much of teams as the removal of a user needs. */
export interface LeavingTeams {
  readonly leaveForGood: (userId: string, projectId: string) => Promise<Leaving>;
  readonly removeInvitationsFor: (email: string) => Promise<void>;
}

export interface RemoveUserDeps extends DueSweepDeps {
  readonly storage: Pick<Storage, 'open'> & { readonly objects: Pick<ObjectStore, 'deletePrefix'> };
  readonly users: RequestTable<UserRecord>;
  readonly exports: RequestTable<ExportRecord>;
  readonly teams: LeavingTeams;
  readonly projects: Pick<ProjectAccess, 'removeAlone'>;
  /** Of areas that keep something of a user outside of projects. */
  readonly removeOfUser: () => readonly ((userId: string) => Promise<void>)[];
}

/** Removes a marked user, with everything that nobody else shares, in steps that may stop anywhere and be repeated. */
export type RemoveUser = (record: UserRecord) => Promise<void>;

/** Takes the user out of all projects. */
const createLeaveAll = ({ storage, teams, projects }: RemoveUserDeps) => {
  const memberships = storage.open('teams', MembershipItem);
  const leave = async (userId: string, projectId: string): Promise<Leaving> => {
    const leaving = await teams.leaveForGood(userId, projectId);
    if (leaving.kind !== 'alone') return leaving;
    // Where somebody joins at this moment, the next look finds that the project is shared.
    await projects.removeAlone(userId, projectId);
    return { kind: 'going' };
  };
  return async (userId: string): Promise<{ readonly blockedBy: readonly Project[]; readonly isOut: boolean }> => {
    const blockedBy: Project[] = [];
    let isOut = true;
    await eachInParallel(memberships.query(membershipsOf(userId)), async ({ projectId }) => {
      const leaving = await leave(userId, projectId);
      isOut &&= leaving.kind === 'left';
      if (leaving.kind === 'last-owner') blockedBy.push(leaving.project);
    });
    return { blockedBy, isOut };
  };
};

const createRemoveExports = ({ storage, exports }: RemoveUserDeps) => {
  const running = storage.open('users', RunningExportItem);
  return async (userId: string): Promise<void> => {
    await writableTable(running).delete(runningExportKey(userId));
    // Before the archives: an instance that is making one finds the record gone, and removes what it stored.
    await deleteAll(writableTable(exports), { partition: userPartition(userId), sort: { beginsWith: exportPrefix } });
    await storage.objects.deletePrefix(exportsPrefix(userId));
  };
};

export const createRemoveUser = (deps: RemoveUserDeps): RemoveUser => {
  const { clock, teams, removeOfUser } = deps;
  const users = writableTable(deps.users);
  const leaveAll = createLeaveAll(deps);
  const removeExports = createRemoveExports(deps);

  const lookAgain = async (id: string, inMs: number, blockedBy: readonly Project[]): Promise<void> => {
    const now = clock();
    const change = {
      ...(blockedBy.length > 0 ? { set: { blockedBy: blockedBy.slice(0, namedProjects) } } : { remove: ['blockedBy'] }),
      add: { version: 1 },
      attributes: dueAt(id, now.getTime() + inMs, deletionOutbox),
    };
    await users.update(userKey(id), change, isDoomed);
  };

  return async ({ id, email, emailVerified }) => {
    const { blockedBy, isOut } = await leaveAll(id);
    if (blockedBy.length > 0) return lookAgain(id, blockedMs, blockedBy);
    if (email !== undefined && emailVerified) await teams.removeInvitationsFor(email);
    for (const remove of removeOfUser()) await remove(id);
    await removeExports(id);
    if (!isOut) return lookAgain(id, goingMs, []);
    await users.delete(userKey(id), isDoomed);
    return undefined;
  };
};

/** Finishes removals of users that were begun. */
export const createSweepUsers = (
  deps: DueSweepDeps,
  users: RequestTable<UserRecord>,
  removeUser: RemoveUser,
): DueSweep =>
  createDueSweep({ ...deps, outbox: deletionOutbox }, writableTable(users), async (record) => {
    requireDoomed(record);
    await removeUser(record);
  });
