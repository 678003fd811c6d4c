import { roles } from '@snapinfra/contracts';
import { projectPartition } from '@snapinfra/platform';
import Type, { type Static } from 'typebox';

const dateTime = Type.String({ format: 'date-time' });

/** A member of a project: table `projects`, {@link memberKey}, beside the project's record. */
export const MemberRecord = Type.Object({
  projectId: Type.String(),
  userId: Type.String(),
  role: Type.Enum(roles),
  /** As the member's token had them at the time of joining. */
  email: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  joinedAt: dateTime,
  updatedAt: dateTime,
  version: Type.Integer({ minimum: 1 }),
});
export type MemberRecord = Static<typeof MemberRecord>;

/** Sort keys of the members of a project begin with it. */
export const memberPrefix = 'MEMBER#';

export const memberKey = (projectId: string, userId: string) =>
  ({ pk: projectPartition(projectId), sk: `${memberPrefix}${userId}` }) as const;

/**
 * A membership, by its user: lists the user's projects. Table `teams`, {@link membershipKey}. Written together with the member, and
 * never when the project changes.
 */
export const MembershipItem = Type.Object({
  projectId: Type.String(),
  userId: Type.String(),
  role: Type.Enum(roles),
});
export type MembershipItem = Static<typeof MembershipItem>;

/** Sort keys of a user's memberships begin with it; they sort by project: by age. */
export const membershipPrefix = 'PROJECT#';

export const userPartition = (userId: string): string => `USER#${userId}`;

export const membershipKey = (userId: string, projectId: string) =>
  ({ pk: userPartition(userId), sk: `${membershipPrefix}${projectId}` }) as const;
