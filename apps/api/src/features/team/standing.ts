import { isAtLeast, permissions, type Role } from '@snapinfra/contracts';
import { refuse } from '../../http/problem-error.ts';

/** A project's tenant, and its counts of members. */
export interface Standing {
  /** The owner whose limits and accounts the project counts for. */
  readonly tenantId: string;
  readonly ownerCount: number;
  readonly memberCount: number;
}

/** The members of a record that decide how others may change it. */
export interface Standee {
  readonly userId: string;
  readonly role: Role;
  readonly joinedAt: string;
}

const byAge = (left: Standee, right: Standee): number =>
  left.joinedAt < right.joinedAt || (left.joinedAt === right.joinedAt && left.userId < right.userId) ? -1 : 1;

/** The next tenant, once the tenant is no owner any more: the other owner who joined first. */
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
 * Checks that a member may change another one's role, or remove the other one: only owners change, remove or make owners, and nobody
 * can raise the own role.
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
