import { isDeepStrictEqual } from 'node:util';
import { equals, itemIsNew, type TransactionItem } from '@snapinfra/aws-clients';
import { userKey } from '../../access/user-mark.ts';
import type { Caller } from '../../http/caller.ts';
import { ProblemError } from '../../http/problem-error.ts';
import type { RequestTable } from '../../storage/tables.ts';
import type { UserRecord } from './user-record.ts';

/** A record says when its user was seen, to the hour: not each request is a write. */
const seenForMs = 3_600_000;

type Claimed = Pick<UserRecord, 'email' | 'emailVerified' | 'name' | 'isAdmin'>;

/** The members of a record that come from a token. */
export const claimedBy = ({ email, name, isAdmin }: Caller): Claimed => ({
  ...(email !== undefined && { email: email.address }),
  emailVerified: email?.verified === true,
  ...(name !== undefined && { name }),
  isAdmin,
});

const claimsOf = ({ email, emailVerified, name, isAdmin }: UserRecord): Claimed => ({
  ...(email !== undefined && { email }),
  emailVerified,
  ...(name !== undefined && { name }),
  isAdmin,
});

/** The record of a caller who is seen now; `before` is the one that there is. */
export const seenAt = (caller: Caller, before: UserRecord | undefined, now: Date): UserRecord => {
  const at = now.toISOString();
  const seen = { id: caller.userId, ...claimedBy(caller), lastSeenAt: at, updatedAt: at };
  return { ...seen, firstSeenAt: before?.firstSeenAt ?? at, version: (before?.version ?? 0) + 1 };
};

/** Whether a record has the claims of the token, and was written within the hour. The record of a user being removed stays as it is. */
export const isCurrent = (record: UserRecord, caller: Caller, now: Date): boolean =>
  record.deletingAt !== undefined ||
  (isDeepStrictEqual(claimsOf(record), claimedBy(caller)) && now.getTime() - Date.parse(record.lastSeenAt) < seenForMs);

/** Writes a record in the place of the one that was read. */
export const userWrite = (
  users: Pick<RequestTable<UserRecord>, 'toPut'>,
  next: UserRecord,
  before: UserRecord | undefined,
): TransactionItem<UserRecord> =>
  users.toPut(userKey(next.id), next, { condition: before ? equals('version', before.version) : itemIsNew });

/** The refusal of a commit whose user has been marked since the record was read. */
export const isMarked = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'user_is_being_deleted';
