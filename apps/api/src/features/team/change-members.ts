import { attributeNotExists, equals, type TransactionItem } from '@snapinfra/aws-clients';
import { isAtLeast, permissions, roleOf, type Role } from '@snapinfra/contracts';
import { memberKey, type MemberRecord } from '../../access/member-record.ts';
import type { Reader } from '../../access/reading.ts';
import { userKey } from '../../access/user-mark.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf, requireMatch } from '../../http/etag.ts';
import { notFound, refuse } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import type { Transacted } from '../../storage/storage.ts';
import { aDayLater, formerMemberKey, isRemembered } from './former-member.ts';
import type { MemberItems } from './member-reading.ts';
import { leaveWrites, lossOf, projectWrites, roleWrites } from './member-writes.ts';
import type { RemoveInvitationsBy } from './remove-invitations.ts';
import { requireMayManage } from './standing.ts';
import { memberActivity, transferActivity } from './team-activity.ts';
import type { TeamStores } from './team-stores.ts';
import { toMember, toMembership } from './team-views.ts';

export interface ChangeMembersDeps {
  readonly stores: TeamStores;
  readonly clock: Clock;
  readonly background: Background;
  readonly removeInvitationsBy: RemoveInvitationsBy;
}

type Read = Reader<MemberItems>;
type Writes = readonly TransactionItem<unknown>[];

const retry = <Result>(attempt: () => Promise<Result | undefined>): Promise<Result> =>
  retryOnConflict('the team', attempt);

const requireMember = ({ member, memberId }: MemberItems): MemberRecord => {
  if (!member) throw notFound('member_not_found', memberId);
  return member;
};

/**
 * The writes, on the condition that the caller still has the role that the decision relied on: the route's right may be one of several
 * roles'. Where the caller is the member or the successor, the writes have a condition on that item already.
 */
const whileRoleIs = ({ members }: Pick<TeamStores, 'members'>, by: MemberRecord, writes: Writes): Writes => {
  const key = memberKey(by.projectId, by.userId);
  const isWritten = writes.some(
    ({ tableName, key: { pk, sk } }) => tableName === members.tableName && pk === key.pk && sk === key.sk,
  );
  return isWritten ? writes : [...writes, members.toCheck(key, equals('role', by.role))];
};

/** Checked last in a transaction that makes a member an owner: a removal that has begun would be blocked by the project. */
const staysCheck = ({ users }: TeamStores, { userId }: MemberRecord): TransactionItem<unknown> =>
  users.toCheck(userKey(userId), attributeNotExists('deletingAt'));

/** @throws ProblemError where the last write, {@link staysCheck}, was refused */
const requireStays = (written: Transacted): void => {
  if (written.ok || written.conflicts.at(-1) === undefined) return;
  throw refuse('member_not_found', 'The member is being removed, and can no longer become an owner.');
};

/** Removes the pending invitations of a sender who may no longer invite: nobody can accept them any more. */
const tidyAfter = (
  { background, removeInvitationsBy }: ChangeMembersDeps,
  { projectId, userId, role }: MemberRecord,
  nextRole?: Role,
): void => {
  const may = (of: Role) => isAtLeast(of, permissions['team.invite']);
  if (!may(role) || (nextRole !== undefined && may(nextRole))) return;
  background.run('removal of the invitations of a former member', () => removeInvitationsBy(projectId, userId));
};

export interface RoleChange {
  /** In any case. */
  readonly role: string;
  readonly ifMatch: string | undefined;
}

export const createChangeRole =
  (deps: ChangeMembersDeps) =>
  async (read: Read, { role: word, ifMatch }: RoleChange, commit: Commit): Promise<Answer> => {
    const { stores, clock } = deps;
    const role = roleOf(word);
    const done = await retry(async () => {
      const items = await read();
      const { project, by } = items;
      const member = requireMember(items);
      requireMatch(ifMatch, member.version);
      requireMayManage(by, member, role);
      const isLoss = member.role === 'owner' && role !== 'owner';
      const loss = isLoss ? await lossOf(stores, project, member) : { change: {}, checks: [] };
      if (!loss) return undefined;
      const change = role === 'owner' && member.role !== 'owner' ? { owners: 1 as const } : loss.change;
      const { next, writes } = roleWrites(stores, member, role, clock());
      const ofProject = projectWrites(stores, project, change, clock());
      const tenantId = 'tenantId' in change ? change.tenantId : undefined;
      const view = toMember(next, { userId: tenantId ?? project.userId });
      const answer = { status: 200, headers: { etag: etagOf(next.version) }, body: envelope(view, clock()) };
      const checked = whileRoleIs(stores, by, [...writes, ...ofProject, ...loss.checks]);
      const all = role === 'owner' ? [...checked, staysCheck(stores, member)] : checked;
      const written = await commit(all, memberActivity('updated', next), answer);
      if (role === 'owner') requireStays(written);
      return written.ok ? { answer, member } : undefined;
    });
    tidyAfter(deps, done.member, role);
    return done.answer;
  };

export const createRemoveMember =
  (deps: ChangeMembersDeps) =>
  async (read: Read, ifMatch: string | undefined, commit: Commit): Promise<Answer> => {
    const { stores, clock } = deps;
    const done = await retry(async () => {
      const items = await read();
      const { project, by, memberId, former } = items;
      const answer = { status: 200, body: envelope({ id: memberId, deleted: true as const }, clock()) };
      // The answer to the first DELETE may have been lost.
      if (!items.member && isRemembered(former, clock())) return { answer };
      const member = requireMember(items);
      requireMatch(ifMatch, member.version);
      requireMayManage(by, member);
      const writes = await leaveWrites(stores, project, member, clock());
      if (!writes) return undefined;
      const mark = { userId: memberId, expiresAtEpochSeconds: aDayLater(clock()) };
      const put = stores.formerMembers.toPut(formerMemberKey(project.id, memberId), mark);
      const all = whileRoleIs(stores, by, [...writes, put]);
      const written = await commit(all, memberActivity('removed', member), answer);
      return written.ok ? { answer, member } : undefined;
    });
    if (done.member) tidyAfter(deps, done.member);
    return done.answer;
  };

export const createLeaveProject =
  (deps: ChangeMembersDeps) =>
  async (read: Read, commit: Commit): Promise<Answer> => {
    const { stores, clock } = deps;
    const done = await retry(async () => {
      const { project, by } = await read();
      const writes = await leaveWrites(stores, project, by, clock());
      if (!writes) return undefined;
      const left = { projectId: project.id, userId: by.userId, left: true as const };
      const answer = { status: 200, body: envelope(left, clock()) };
      const written = await commit(writes, memberActivity('left', by), answer);
      return written.ok ? { answer, by } : undefined;
    });
    tidyAfter(deps, done.by);
    return done.answer;
  };

export const createTransferProject =
  ({ stores, clock }: ChangeMembersDeps) =>
  async (read: Read, commit: Commit): Promise<Answer> =>
    retry(async () => {
      const items = await read();
      const { project, by } = items;
      if (project.userId !== by.userId) {
        throw refuse(
          'permission_denied',
          'Only the tenant, the owner whose limits the project counts for, transfers it.',
        );
      }
      const member = requireMember(items);
      if (member.userId === by.userId) {
        const message = 'is the tenant of the project already';
        throw refuse('validation_failed', `/userId ${message}.`, { errors: [{ path: '/userId', message }] });
      }
      const now = clock();
      const former = roleWrites(stores, by, 'admin', now);
      const owner = roleWrites(stores, member, 'owner', now);
      const change = { owners: member.role === 'owner' ? (-1 as const) : (0 as const), tenantId: member.userId };
      const ofProject = projectWrites(stores, project, change, now);
      const writes = [...former.writes, ...owner.writes, ...ofProject, staysCheck(stores, member)];
      const view = toMembership(former.next, { userId: member.userId, name: project.name });
      const answer = { status: 200, body: envelope(view, now) };
      const written = await commit(writes, transferActivity(project.id, member.userId), answer);
      requireStays(written);
      return written.ok ? answer : undefined;
    });
