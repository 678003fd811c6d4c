import type { Stored } from '@snapinfra/aws-clients';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import { userKey } from '../../access/user-mark.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import type { RequestTable } from '../../storage/tables.ts';
import { isCurrent, isMarked, seenAt, userWrite } from './seen-user.ts';
import type { UserRecord } from './user-record.ts';
import { toUser, userEtag } from './user-view.ts';

export interface ReadMeDeps {
  readonly users: RequestTable<UserRecord>;
  readonly clock: Clock;
}

export type OwnRecord = Stored<UserRecord> | undefined;

/** The caller's own record, if there is one already. */
export const ownRecordReading = ({ users }: Pick<ReadMeDeps, 'users'>): Reading<OwnRecord> =>
  createReading(({ caller }, batch) => batch.get(users.toGet(userKey(caller.userId))));

const seenActivity = ({ userId }: Caller) => ({ action: 'user.seen', entityType: 'user', entityId: userId });

/** Gives the caller's record. The first call creates it, and new claims in the token change it. */
export const createReadMe =
  ({ users, clock }: ReadMeDeps) =>
  (caller: Caller, read: Reader<OwnRecord>, commit: Commit): Promise<Answer> =>
    retryOnConflict('your record', async () => {
      const record = await read();
      const answerOf = (shown: UserRecord): Answer => ({
        status: 200,
        headers: { etag: userEtag(shown) },
        body: envelope(toUser(shown), clock()),
      });
      if (record && isCurrent(record, caller, clock())) return answerOf(record);
      const next = seenAt(caller, record, clock());
      const answer = answerOf(next);
      try {
        const written = await commit([userWrite(users, next, record)], seenActivity(caller), answer);
        return written.ok ? answer : undefined;
      } catch (error) {
        // A deletion began meanwhile: it is shown.
        if (isMarked(error)) return undefined;
        throw error;
      }
    });
