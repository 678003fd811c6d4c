import type { User } from '@snapinfra/contracts';
import type { UserRecord } from './user-record.ts';

/** A user's record as the user sees it. */
export const toUser = (record: UserRecord): User => {
  const { id, email, emailVerified, name, isAdmin, firstSeenAt, lastSeenAt, deletingAt, blockedBy, version } = record;
  return {
    id,
    ...(email !== undefined && { email }),
    emailVerified,
    ...(name !== undefined && { name }),
    isAdmin,
    ...{ firstSeenAt, lastSeenAt },
    ...(deletingAt !== undefined && {
      deletion: {
        status: blockedBy === undefined ? 'running' : 'blocked',
        requestedAt: deletingAt,
        ...(blockedBy !== undefined && { projects: blockedBy }),
      },
    }),
    version,
  };
};
