import { maximumProblemDetails } from '@snapinfra/contracts';
import { dueAt } from '@snapinfra/jobs';
import { allOf, attributeNotExists, equals, itemIsNew, type StorageAttributes } from '@snapinfra/aws-clients';
import { MembershipItem } from '../../access/member-record.ts';
import { ProjectHead, projectKey } from '../../access/project-head.ts';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import { userKey } from '../../access/user-mark.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import { requireMatch } from '../../http/etag.ts';
import { refuse, type ProblemError } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import { membershipsOf } from '../../records/list-memberships.ts';
import { removalGraceMs } from '../../records/removal-times.ts';
import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import type { Storage } from '../../storage/storage.ts';
import type { RequestTable } from '../../storage/tables.ts';
import type { OwnRecord } from './read-me.ts';
import type { RemoveUser } from './remove-user.ts';
import { isMarked, seenAt } from './seen-user.ts';
import { deletionOutbox, type UserRecord } from './user-record.ts';
import { toUser, userEtag } from './user-view.ts';

/** A user, and the shared projects that would be left without an owner. */
export interface Leaver {
  readonly record: OwnRecord;
  readonly shared: readonly Pick<ProjectHead, 'id' | 'name'>[];
}

/** Two waves: the memberships name the projects. */
export const leaverReading = ({ open }: Pick<Storage, 'open'>, users: RequestTable<UserRecord>): Reading<Leaver> => {
  const memberships = open('teams', MembershipItem);
  const projects = open('projects', ProjectHead);
  const ownedBy = async (userId: string): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { projectId, role } of memberships.query(membershipsOf(userId)))
      if (role === 'owner') ids.push(projectId);
    return ids;
  };
  return createReading(async ({ caller: { userId } }, batch) => {
    const [record, owned] = await Promise.all([batch.get(users.toGet(userKey(userId))), ownedBy(userId)]);
    const found = await projects.batchGet(owned.map(projectKey));
    const shared = found.filter(
      (project) =>
        project !== undefined &&
        project.deletingAt === undefined &&
        project.ownerCount === 1 &&
        project.memberCount > 1,
    );
    return { record, shared: shared.flatMap((project) => (project ? [project] : [])) };
  });
};

const namedProjects = 5;

const ownersNeeded = (shared: Leaver['shared']): ProblemError => {
  const named = shared.slice(0, namedProjects).map(({ id, name }) => `${JSON.stringify(name)} (${id})`);
  const more = shared.length > namedProjects ? ` and ${shared.length - namedProjects} more` : '';
  const errors = shared.slice(0, maximumProblemDetails).map(({ id, name }) => ({
    path: `projects/${id}`,
    code: 'last_owner',
    message: `${JSON.stringify(name)} is shared with others and has no other owner`,
  }));
  const moreErrors = shared.length - errors.length;
  return refuse(
    'projects_need_an_owner',
    `You are the last owner of projects that others share: ${named.join(', ')}${more}. Transfer or delete them first.`,
    { errors, ...(moreErrors > 0 && { moreErrors }) },
  );
};

export interface DeleteMeDeps {
  readonly users: RequestTable<UserRecord>;
  readonly clock: Clock;
  readonly background: Background;
  readonly removeUser: RemoveUser;
}

/** Due only later: until then the removal runs behind the answer. */
const markedAt = (id: string, now: Date): StorageAttributes =>
  dueAt(id, now.getTime() + removalGraceMs, deletionOutbox);

/**
 * Marks the caller as being removed, which refuses new projects and memberships, and removes what nobody else shares behind the
 * answer; the sweeper finishes that. A repeated request is answered with the state of the removal.
 */
export const createDeleteMe =
  ({ users, clock, background, removeUser }: DeleteMeDeps) =>
  async (caller: Caller, read: Reader<Leaver>, ifMatch: string | undefined, commit: Commit): Promise<Answer> => {
    const answerOf = (record: UserRecord): Answer => ({
      status: 202,
      headers: { location: '/api/users/me', 'retry-after': '5', etag: userEtag(record) },
      body: envelope(toUser(record), clock()),
    });
    const done = await retryOnConflict('your record', async () => {
      const { record, shared } = await read();
      if (record?.deletingAt !== undefined) {
        // What blocked it may be gone: asking again goes on at once.
        return { answer: answerOf(record), ...(record.blockedBy && { marked: record }) };
      }
      requireMatch(ifMatch, record?.version ?? 0);
      if (shared.length > 0) throw ownersNeeded(shared);
      const now = clock();
      const marked: UserRecord = { ...seenAt(caller, record, now), deletingAt: now.toISOString() };
      const condition = record ? allOf(equals('version', record.version), attributeNotExists('deletingAt')) : itemIsNew;
      const put = users.toPut(userKey(caller.userId), marked, {
        condition,
        attributes: markedAt(caller.userId, now),
      });
      const answer = answerOf(marked);
      const activity = { action: 'user.deleted', entityType: 'user', entityId: caller.userId };
      try {
        const written = await commit([put], activity, answer);
        return written.ok ? { answer, marked } : undefined;
      } catch (error) {
        if (isMarked(error)) return undefined;
        throw error;
      }
    });
    const { marked } = done;
    if (marked !== undefined) background.run('removal of a user', () => removeUser(marked));
    return done.answer;
  };
