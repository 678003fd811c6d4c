import type { TransactionItem } from '@snapinfra/aws-clients';
import { activityKey, activityRecord, type ActivityRecord } from '../../access/activity-record.ts';
import { memberKey, membershipKey, type MemberRecord } from '../../access/member-record.ts';
import { projectKey } from '../../access/project-head.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { NewId } from '../../runtime/new-id.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import type { Storage } from '../../storage/storage.ts';
import { writableTable, type RequestTable } from '../../storage/tables.ts';
import { leaveWrites } from './member-writes.ts';
import type { RemoveInvitationsBy } from './remove-invitations.ts';
import { memberActivity } from './team-activity.ts';
import type { TeamProject, TeamStores } from './team-stores.ts';

/** The result for one membership of a user who is being removed. */
export type Leaving =
  | { readonly kind: 'left' }
  /** The project is being deleted: its sweep removes the membership. */
  | { readonly kind: 'going' }
  /** Nobody else would be left. */
  | { readonly kind: 'alone' }
  /** Others would be left without an owner. */
  | { readonly kind: 'last-owner'; readonly project: { readonly id: string; readonly name: string } };

export interface LeaveForGoodDeps {
  readonly stores: TeamStores;
  readonly storage: Pick<Storage, 'transact'>;
  readonly activity: Pick<RequestTable<ActivityRecord>, 'toPut'>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly removeInvitationsNaming: RemoveInvitationsBy;
}

/** Takes a user who is being removed out of a project; may be repeated. */
export type LeaveForGood = (userId: string, projectId: string) => Promise<Leaving>;

const activityWrite = (
  { activity, clock, newId }: LeaveForGoodDeps,
  member: MemberRecord,
): TransactionItem<unknown> => {
  const { projectId, userId } = member;
  const told = { ...memberActivity('left', member), projectId };
  const record = activityRecord(told, { userId, ulid: newId(), now: clock() });
  return activity.toPut(activityKey(record.id), record);
};

const leave = async (
  deps: LeaveForGoodDeps,
  project: TeamProject,
  member: MemberRecord,
): Promise<Leaving | undefined> => {
  const { stores, storage, clock, removeInvitationsNaming } = deps;
  if (project.memberCount === 1) return { kind: 'alone' };
  if (member.role === 'owner' && project.ownerCount === 1) {
    return { kind: 'last-owner', project: { id: project.id, name: project.name } };
  }
  const writes = await leaveWrites(stores, project, member, clock());
  if (!writes) return undefined;
  // First, since a repeated removal does not look at projects that the user has left already.
  await removeInvitationsNaming(project.id, member.userId);
  const { ok } = await storage.transact([...writes, activityWrite(deps, member)]);
  return ok ? { kind: 'left' } : undefined;
};

export const createLeaveForGood =
  (deps: LeaveForGoodDeps): LeaveForGood =>
  (userId, projectId) =>
    retryOnConflict('the team', async () => {
      const { projects, members, memberships } = deps.stores;
      const [project, member] = await Promise.all([
        projects.get(projectKey(projectId)),
        members.get(memberKey(projectId, userId)),
      ]);
      if (project?.deletingAt !== undefined) return { kind: 'going' };
      if (project && member) return leave(deps, project, member);
      // The rest of a removal that stopped halfway.
      await writableTable(memberships).delete(membershipKey(userId, projectId));
      return { kind: 'left' };
    });
