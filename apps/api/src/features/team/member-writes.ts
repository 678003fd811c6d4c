import { allOf, compare, equals, type Condition, type ItemChange, type TransactionItem } from '@snapinfra/aws-clients';
import type { Role } from '@snapinfra/contracts';
import { memberKey, membershipKey, type MemberRecord } from '../../access/member-record.ts';
import { projectKey } from '../../access/project-head.ts';
import { isAlive } from '../../storage/conditions.ts';
import { needsSuccessor, requireAnotherOwner, successorOf, type Standee } from './standing.ts';
import { allMembers } from './member-reading.ts';
import type { TeamProject, TeamStores } from './team-stores.ts';

type Writes = readonly TransactionItem<unknown>[];

/** How a change of a team affects the counts of its project, and its tenant. */
export interface TeamChange {
  readonly owners?: -1 | 0 | 1;
  readonly members?: -1 | 0 | 1;
  readonly tenantId?: string | undefined;
}

const standingOf = ({ userId, ownerCount, memberCount }: TeamProject) => ({
  tenantId: userId,
  ownerCount,
  memberCount,
});

/**
 * The project has the same tenant, and an owner is left where one goes: two owners who leave at the same time never leave it
 * without one.
 */
const keepsAnOwner = ({ userId }: TeamProject, owners: number): Condition =>
  allOf(isAlive, equals('userId', userId), ...(owners < 0 ? [compare('ownerCount', '>', -owners)] : []));

/** The write of the project for a change of its team; none where it stays the same. */
export const projectWrites = (
  { projects }: Pick<TeamStores, 'projects'>,
  project: TeamProject,
  { owners = 0, members = 0, tenantId = project.userId }: TeamChange,
  now: Date,
): Writes => {
  const isTransfer = tenantId !== project.userId;
  if (owners === 0 && members === 0 && !isTransfer) return [];
  const change: ItemChange<TeamProject> = {
    add: {
      ...(owners !== 0 && { ownerCount: owners }),
      ...(members !== 0 && { memberCount: members }),
      // Projects are shown with their tenant, so that their ETag changes with it.
      ...(isTransfer && { version: 1 }),
    },
    ...(isTransfer && { set: { userId: tenantId, updatedAt: now.toISOString() } }),
  };
  const condition = owners === 0 && !isTransfer ? isAlive : keepsAnOwner(project, owners);
  return [projects.toUpdate(projectKey(project.id), change, { condition })];
};

/** Gives a member a role: the changed member, and the writes. */
export const roleWrites = (
  { members, memberships }: Pick<TeamStores, 'members' | 'memberships'>,
  { projectId, userId, ...member }: MemberRecord,
  role: Role,
  now: Date,
): { readonly next: MemberRecord; readonly writes: Writes } => {
  const updatedAt = now.toISOString();
  const change = { set: { role, updatedAt }, add: { version: 1 } };
  const condition = equals('version', member.version);
  return {
    next: { projectId, userId, ...member, role, updatedAt, version: member.version + 1 },
    writes: [
      members.toUpdate(memberKey(projectId, userId), change, { condition }),
      memberships.toPut(membershipKey(userId, projectId), { projectId, userId, role }),
    ],
  };
};

export interface Loss {
  readonly change: TeamChange;
  /** That the successor is still an owner. */
  readonly checks: Writes;
}

/**
 * The effect on the project of a member's loss of the role owner, or of the membership: the tenant is succeeded by another owner.
 * Undefined where the members and the count of owners were read at different times: read again.
 *
 * @throws ProblemError `last_owner`
 */
export const lossOf = async (
  stores: Pick<TeamStores, 'members'>,
  project: TeamProject,
  member: Standee,
): Promise<Loss | undefined> => {
  if (member.role !== 'owner') return { change: {}, checks: [] };
  const standing = standingOf(project);
  requireAnotherOwner(standing, member);
  if (!needsSuccessor(standing, member)) return { change: { owners: -1 }, checks: [] };
  const successor = successorOf(project.userId, await allMembers(stores, project.id));
  if (!successor) return undefined;
  const key = memberKey(project.id, successor.userId);
  return {
    change: { owners: -1, tenantId: successor.userId },
    checks: [stores.members.toCheck(key, equals('role', 'owner'))],
  };
};

/** Takes a member out of a project; undefined as in {@link lossOf}. @throws ProblemError `last_owner` */
export const leaveWrites = async (
  stores: TeamStores,
  project: TeamProject,
  member: MemberRecord,
  now: Date,
): Promise<Writes | undefined> => {
  const loss = await lossOf(stores, project, member);
  if (!loss) return undefined;
  const { change, checks } = loss;
  const { projectId, userId, version } = member;
  return [
    stores.members.toDelete(memberKey(projectId, userId), { condition: equals('version', version) }),
    stores.memberships.toDelete(membershipKey(userId, projectId)),
    ...projectWrites(stores, project, { ...change, members: -1 }, now),
    ...checks,
  ];
};
