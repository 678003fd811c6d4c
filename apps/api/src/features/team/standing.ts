import { isAtLeast, permissions, type Role } from '@snapinfra/contracts';
import { refuse } from '../../http/problem-error.ts';

/** What a project knows of its members. */
export interface Standing {
  /** The owner whom the project counts for. */
  readonly tenantId: string;
  readonly ownerCount: number;
  readonly memberCount: number;
}

/** As much of a member as decides what others may do with him. */
export interface Standee {
  readonly userId: string;
  readonly role: Role;
  readonly joinedAt: string;
}

const byAge = (left: Standee, right: Standee): number =>
  left.joinedAt < right.joinedAt || (left.joinedAt === right.joinedAt && left.userId < right.userId) ? -1 : 1;

/** Whom a project counts for once its tenant is no owner any more: the other owner who joined first. */
export const successorOf = (tenantId: string, members: readonly Standee[]): Standee | undefined =>
  members.filter(({ userId, role }) => role === 'owner' && userId !== tenantId).toSorted(byAge)[0];

/** Whether a member's loss of the role, or of the membership, asks for another tenant. */
export const needsSuccessor = (standing: Standing, member: Standee): boolean =>
  member.role === 'owner' && member.userId === standing.tenantId;

/** @throws ProblemError `last_owner` where the project would be left without an owner */
export const requireAnotherOwner = ({ ownerCount }: Standing, { role }: Standee): void => {
  if (role !== 'owner' || ownerCount > 1) return;
  throw refuse(
    'last_owner',
    'The project has no other owner: make another member an owner first, or delete the project.',
  );
};

/**
 * Whether a member may give another one a role, or remove him: only owners touch owners or make some, and nobody raises
 * himself.
 *
 * @throws ProblemError `permission_denied`
 */
export const requireMayManage = (by: Standee, member: Standee, nextRole?: Role): void => {
  if (!isAtLeast(by.role, permissions['team.manage'])) {
    throw refuse('permission_denied', `As a ${by.role} you do not manage members.`);
  }
  if (by.role !== 'owner' && (member.role === 'owner' || nextRole === 'owner')) {
    throw refuse('permission_denied', 'Only an owner makes somebody an owner, or changes or removes one.');
  }
};
