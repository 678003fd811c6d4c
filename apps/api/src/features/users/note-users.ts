import { getMe } from '@snapinfra/contracts';
import { allOf, attributeNotExists, equals, itemIsNew } from '@snapinfra/aws-clients';
import { userKey } from '../../access/user-mark.ts';
import type { App } from '../../http/app-instance.ts';
import type { Caller } from '../../http/caller.ts';
import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import { writableTable, type RequestTable } from '../../storage/tables.ts';
import { claimedBy, isCurrent, seenAt } from './seen-user.ts';
import type { UserRecord } from './user-record.ts';

/** Callers whom an instance remembers; beyond that it forgets all of them and reads their records again. */
const rememberedUsers = 10_000;
const rememberedMs = 3_600_000;

export interface NoteUsersDeps {
  readonly users: RequestTable<UserRecord>;
  readonly background: Background;
  readonly clock: Clock;
}

/** Writes that a caller was seen. Best effort: a faster writer has written the same. */
const note = async ({ users, clock }: Omit<NoteUsersDeps, 'background'>, caller: Caller): Promise<void> => {
  const record = await users.get(userKey(caller.userId));
  if (record && isCurrent(record, caller, clock())) return;
  const next = seenAt(caller, record, clock());
  const condition = record ? allOf(equals('version', record.version), attributeNotExists('deletingAt')) : itemIsNew;
  await writableTable(users).put(userKey(caller.userId), next, { condition });
};

/** Writes the records of callers behind the answers: once an hour for each user and instance, and whenever the claims have changed. */
export const addNoteUsers = (app: App, deps: NoteUsersDeps): void => {
  const { background, clock } = deps;
  const remembered = new Map<string, { readonly untilMs: number; readonly claims: string }>();
  const isNews = (caller: Caller): boolean => {
    const nowMs = clock().getTime();
    const claims = JSON.stringify(claimedBy(caller));
    const known = remembered.get(caller.userId);
    if (known !== undefined && known.claims === claims && known.untilMs > nowMs) return false;
    if (remembered.size >= rememberedUsers) remembered.clear();
    remembered.set(caller.userId, { untilMs: nowMs + rememberedMs, claims });
    return true;
  };
  app.addHook('onResponse', async (request) => {
    const caller: Caller | undefined = request.caller;
    // The routes of the record itself write it; noting the caller of a DELETE could restore a removed record.
    if (caller === undefined || request.routeOptions.url === getMe.url || !isNews(caller)) return;
    background.run('the record of a user', () =>
      note(deps, caller).catch((error: unknown) => {
        remembered.delete(caller.userId);
        throw error;
      }),
    );
  });
};
