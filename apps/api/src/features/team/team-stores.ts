import Type, { type Static } from 'typebox';
import { MemberRecord, MembershipItem } from '../../access/member-record.ts';
import { ProjectHead } from '../../access/project-head.ts';
import { UserMark } from '../../access/user-mark.ts';
import type { Storage } from '../../storage/storage.ts';
import { FormerMember } from './former-member.ts';
import { InvitationRecord } from './invitation-record.ts';

const dateTime = Type.String({ format: 'date-time' });

/** As much of a project as changes with its team. */
export const TeamProject = Type.Object({
  ...ProjectHead.properties,
  updatedAt: dateTime,
  version: Type.Integer({ minimum: 1 }),
});
export type TeamProject = Static<typeof TeamProject>;

export const openTeamStores = ({ open }: Pick<Storage, 'open'>) => ({
  projects: open('projects', TeamProject),
  members: open('projects', MemberRecord),
  memberships: open('teams', MembershipItem),
  invitations: open('teams', InvitationRecord),
  formerMembers: open('teams', FormerMember),
  users: open('users', UserMark),
});
export type TeamStores = ReturnType<typeof openTeamStores>;
