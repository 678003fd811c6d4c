import {
  allOf,
  attributeNotExists,
  compare,
  equals,
  oneOf,
  type Stored,
  type TransactionItem,
} from '@snapinfra/aws-clients';
import { maximumMembers, rolesWith } from '@snapinfra/contracts';
import { isIdBelowProject, projectIdOf } from '@snapinfra/platform';
import { memberKey, type MemberRecord } from '../../access/member-record.ts';
import { joinWrites, newMember } from '../../access/member-writes.ts';
import { projectKey } from '../../access/project-head.ts';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import { userKey } from '../../access/user-mark.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import { notFound, refuse } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import { isAlive } from '../../storage/conditions.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import type { Conflicts } from '../../storage/storage.ts';
import { aDayLater } from './former-member.ts';
import {
  invitationKey,
  isPending,
  isTokenOf,
  pendingKey,
  type InvitationEnd,
  type InvitationRecord,
} from './invitation-record.ts';
import { invitationActivity, memberActivity } from './team-activity.ts';
import type { TeamProject, TeamStores } from './team-stores.ts';
import { toMembership } from './team-views.ts';

/** An invitation, its project, and the caller as a member of it. */
export interface AnsweredItems {
  readonly id: string;
  readonly invitation: Stored<InvitationRecord> | undefined;
  readonly project: Stored<TeamProject> | undefined;
  readonly member: Stored<MemberRecord> | undefined;
}

export const invitationReading = ({ invitations, projects, members }: TeamStores): Reading<AnsweredItems> =>
  createReading(async ({ caller, params: { invitationId: id = '' } }, batch) => {
    if (!isIdBelowProject(id)) return { id, invitation: undefined, project: undefined, member: undefined };
    const projectId = projectIdOf(id);
    const [invitation, project, member] = await Promise.all([
      batch.get(invitations.toGet(invitationKey(projectId, id))),
      batch.get(projects.toGet(projectKey(projectId))),
      batch.get(members.toGet(memberKey(projectId, caller.userId))),
    ]);
    return { id, invitation, project, member };
  });

/** The caller who answers an invitation: its address, verified, or its token proves that it is the caller's. */
export interface Answering {
  readonly caller: Caller;
  readonly token: string | undefined;
}

export interface AnswerInvitationDeps {
  readonly stores: TeamStores;
  readonly clock: Clock;
}

const isFor = ({ caller: { email }, token }: Answering, invitation: InvitationRecord): boolean =>
  (email?.verified === true && email.address === invitation.email) ||
  (token !== undefined && isTokenOf(token, invitation));

/** An invitation for the caller into a project that lives, pending or ended. @throws ProblemError `invitation_not_found` */
const requireInvitation = ({ id, invitation, project }: AnsweredItems, answering: Answering) => {
  if (!invitation || !project || project.deletingAt !== undefined || !isFor(answering, invitation)) {
    throw notFound('invitation_not_found', id);
  }
  return { invitation, project };
};

const endedBy = ({ ended }: InvitationRecord, how: InvitationEnd, { userId }: Caller): boolean =>
  ended?.how === how && ended.by === userId;

/** The answer once more, with nothing to write: the first one may have been lost. */
const again = async (answer: Answer, commit: Commit): Promise<Answer> => {
  await commit([], undefined, answer);
  return answer;
};

/** Ends an invitation that is still pending. */
export const endWrites = (
  { invitations }: Pick<TeamStores, 'invitations'>,
  { id, projectId, email }: InvitationRecord,
  { how, by, now }: { readonly how: InvitationEnd; readonly by: string; readonly now: Date },
): TransactionItem<unknown>[] => {
  const at = now.toISOString();
  const set = { ended: { how, by, at }, expiresAtEpochSeconds: aDayLater(now) };
  const pending = allOf(attributeNotExists('ended'), compare('expiresAt', '>', at));
  return [
    invitations.toDelete(pendingKey(email, projectId), { condition: equals('id', id) }),
    invitations.toUpdate(invitationKey(projectId, id), { set }, { condition: pending }),
  ];
};

const acceptWrites = (stores: TeamStores, invitation: InvitationRecord, caller: Caller, now: Date) => {
  const { projects, members, users } = stores;
  const { projectId, role, invitedBy } = invitation;
  const hasRoom = allOf(isAlive, compare('memberCount', '<', maximumMembers));
  const mayInvite = oneOf('role', rolesWith('team.invite'));
  return [
    projects.toUpdate(projectKey(projectId), { add: { memberCount: 1 } }, { condition: hasRoom }),
    // A sender who may no longer invite lets nobody in, not even by a link that was sent before.
    members.toCheck(memberKey(projectId, invitedBy.userId), mayInvite),
    // Where the sender is being removed the project may go: a new member would keep it, and the removal, from that.
    users.toCheck(userKey(invitedBy.userId), attributeNotExists('deletingAt')),
    ...joinWrites(stores, { caller, projectId, role, now }),
    ...endWrites(stores, invitation, { how: 'accepted', by: caller.userId, now }),
  ];
};

/** Refuses where a retry could not succeed. @throws ProblemError */
const refuseForGood = ({ id }: AnsweredItems, [project, sender, leaving]: Conflicts): void => {
  if (sender || leaving) throw notFound('invitation_not_found', id);
  if (!project) return;
  const head = { ...Object(project.existing) } as Partial<TeamProject>;
  if (head.memberCount === undefined || head.deletingAt !== undefined) throw notFound('invitation_not_found', id);
  throw refuse('team_full', `The project has ${maximumMembers} members: more are not possible.`);
};

export const createAcceptInvitation =
  (deps: AnswerInvitationDeps) =>
  (answering: Answering, read: Reader<AnsweredItems>, commit: Commit): Promise<Answer> =>
    retryOnConflict('the invitation', async () => {
      const { caller } = answering;
      const items = await read();
      const { invitation, project } = requireInvitation(items, answering);
      const answerOf = (member: MemberRecord) => ({
        status: 200,
        headers: { etag: etagOf(member.version) },
        body: envelope(toMembership(member, project), deps.clock()),
      });
      if (items.member && endedBy(invitation, 'accepted', caller)) return again(answerOf(items.member), commit);
      if (!isPending(invitation, deps.clock())) throw notFound('invitation_not_found', items.id);
      if (items.member) {
        throw refuse('already_member', `You are a member of the project already, as ${items.member.role}.`);
      }
      const { projectId, role, invitedBy } = invitation;
      // A sender who has left may no longer invite; the check of that would be on the item that the new member is written to.
      if (invitedBy.userId === caller.userId) throw notFound('invitation_not_found', items.id);
      const now = deps.clock();
      const answer = answerOf(newMember({ caller, projectId, role, now }));
      const joined = memberActivity('joined', { projectId, userId: caller.userId, role });
      const written = await commit(acceptWrites(deps.stores, invitation, caller, now), joined, answer);
      if (written.ok) return answer;
      refuseForGood(items, written.conflicts);
      return undefined;
    });

export const createDeclineInvitation =
  ({ stores, clock }: AnswerInvitationDeps) =>
  (answering: Answering, read: Reader<AnsweredItems>, commit: Commit): Promise<Answer> =>
    retryOnConflict('the invitation', async () => {
      const items = await read();
      const { invitation, project } = requireInvitation(items, answering);
      const answer = { status: 200, body: envelope({ id: items.id, status: 'declined' as const }, clock()) };
      if (endedBy(invitation, 'declined', answering.caller)) return again(answer, commit);
      if (!isPending(invitation, clock())) throw notFound('invitation_not_found', items.id);
      const end = { how: 'declined', by: answering.caller.userId, now: clock() } as const;
      const writes = [...endWrites(stores, invitation, end), stores.projects.toCheck(projectKey(project.id), isAlive)];
      const written = await commit(writes, invitationActivity('declined', invitation), answer);
      return written.ok ? answer : undefined;
    });
