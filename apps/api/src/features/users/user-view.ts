import { createHash } from 'node:crypto';
import type { User } from '@snapinfra/contracts';
import { etagOf } from '../../http/etag.ts';
import type { UserRecord } from './user-record.ts';

/** One URL shows each caller another record: its tag is that of the record, too, so that no cache takes one for another. */
export const userEtag = ({ id, firstSeenAt, version }: UserRecord): string =>
  etagOf(version, createHash('sha256').update(`${firstSeenAt} ${id}`).digest('hex').slice(0, 12));

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
