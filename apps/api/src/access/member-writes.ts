import { itemIsNew, type TransactionItem } from '@snapinfra/aws-clients';
import type { Role } from '@snapinfra/contracts';
import type { Caller } from '../http/caller.ts';
import type { RequestTable } from '../storage/tables.ts';
import { memberKey, membershipKey, type MemberRecord, type MembershipItem } from './member-record.ts';

export interface MemberTables {
  readonly members: Pick<RequestTable<MemberRecord>, 'toPut'>;
  readonly memberships: Pick<RequestTable<MembershipItem>, 'toPut'>;
}

/** A caller as a new member of a project. */
export interface NewMember {
  readonly caller: Caller;
  readonly projectId: string;
  readonly role: Role;
  readonly now: Date;
}

/** The record of a new member. */
export const newMember = ({ caller, projectId, role, now }: NewMember): MemberRecord => ({
  projectId,
  userId: caller.userId,
  role,
  // Other members see the address and may trust it, so that only a verified one is shown.
  ...(caller.email?.verified === true && { email: caller.email.address }),
  ...(caller.name !== undefined && { name: caller.name }),
  joinedAt: now.toISOString(),
  updatedAt: now.toISOString(),
  version: 1,
});

/** Writes a new member, with the membership that lists the user's projects. Refused for somebody who is a member already. */
export const joinWrites = (tables: MemberTables, joining: NewMember): TransactionItem<unknown>[] => {
  const member = newMember(joining);
  const { projectId, userId, role } = member;
  return [
    tables.members.toPut(memberKey(projectId, userId), member, { condition: itemIsNew }),
    tables.memberships.toPut(membershipKey(userId, projectId), { projectId, userId, role }),
  ];
};
