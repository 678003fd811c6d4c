import type { Invitation, Member, Membership } from '@snapinfra/contracts';
import type { MemberRecord } from '../../access/member-record.ts';
import type { ProjectHead } from '../../access/project-head.ts';
import type { InvitationRecord } from './invitation-record.ts';

type Project = Pick<ProjectHead, 'userId' | 'name'>;

export const toMember = (
  { projectId, userId, email, name, role, joinedAt, updatedAt, version }: MemberRecord,
  project: Pick<Project, 'userId'>,
): Member => ({
  ...{ projectId, userId },
  ...(email !== undefined && { email }),
  ...(name !== undefined && { name }),
  role,
  isTenant: project.userId === userId,
  ...{ joinedAt, updatedAt, version },
});

export const toMembership = (member: MemberRecord, project: Project): Membership => ({
  ...toMember(member, project),
  projectName: project.name,
});

/** Without the token's hash, and how it ended. */
export const toInvitation = ({
  id,
  projectId,
  projectName,
  email,
  role,
  invitedBy,
  createdAt,
  expiresAt,
}: InvitationRecord): Invitation => ({
  ...{ id, projectId, projectName, email, role, invitedBy },
  status: 'pending',
  ...{ createdAt, expiresAt },
});
