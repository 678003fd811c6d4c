import { equals, itemIsNew, type Stored } from '@snapinfra/aws-clients';
import {
  invitationDays,
  invitedRoles,
  maximumPendingInvitations,
  roleOf,
  type InviteMemberBody,
  type SentInvitation,
} from '@snapinfra/contracts';
import { idBelowProject, projectPartition } from '@snapinfra/platform';
import type { MemberRecord } from '../../access/member-record.ts';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import type { Access } from '../../access/rights.ts';
import type { Caller } from '../../http/caller.ts';
import { emailAddressOf } from '../../http/email-address.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { NewId } from '../../runtime/new-id.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import {
  invitationKey,
  invitationPrefix,
  isPending,
  newToken,
  pendingKey,
  tokenHashOf,
  type InvitationRecord,
} from './invitation-record.ts';
import { allMembers } from './member-reading.ts';
import { invitationVersion } from './revoke-invitation.ts';
import { invitationActivity } from './team-activity.ts';
import type { TeamStores } from './team-stores.ts';
import { toInvitation } from './team-views.ts';

/** The members of the project, and its invitations. */
export interface InvitedItems {
  readonly members: readonly MemberRecord[];
  readonly invitations: readonly InvitationRecord[];
  /** The pending invitation for the same address, which a new one replaces. */
  readonly pending: Stored<InvitationRecord> | undefined;
}

/** Ended invitations stay for a day among the pending ones. */
const lookedAt = maximumPendingInvitations * 2;

/** The newest invitations of a project: no more are read, however many have ended. */
const newestInvitations = async ({ invitations }: Pick<TeamStores, 'invitations'>, projectId: string) => {
  const sort = { beginsWith: invitationPrefix };
  const query = { partition: projectPartition(projectId), sort, order: 'descending', limit: lookedAt } as const;
  return (await invitations.queryPage(query)).items;
};

/** The address in a body, as it is compared. @throws ProblemError for one that only the contract's pattern takes for an address */
const addressOf = (body: unknown): string => {
  const { email } = { ...Object(body) } as Partial<InviteMemberBody>;
  const address = email === undefined ? undefined : emailAddressOf(email);
  if (address !== undefined) return address;
  const message = 'must be an e-mail address';
  throw refuse('validation_failed', `/email ${message}.`, { errors: [{ path: '/email', message }] });
};

export const inviteReading = (stores: TeamStores): Reading<InvitedItems> =>
  createReading(async ({ projectId, body }, batch) => {
    // Before anything is started: a failure of what nobody awaits would end the process.
    const address = addressOf(body);
    const [members, invitations, pending] = await Promise.all([
      allMembers(stores, projectId),
      newestInvitations(stores, projectId),
      batch.get(stores.invitations.toGet(pendingKey(address, projectId))),
    ]);
    return { members, invitations, pending };
  });

export interface InviteMemberDeps {
  readonly stores: TeamStores;
  readonly clock: Clock;
  readonly newId: NewId;
  /** The page of the frontend on which invitations are answered. */
  readonly invitationPage: string;
}

const dayMs = 24 * 3_600_000;

const senderOf = ({ userId, name, email }: Caller): InvitationRecord['invitedBy'] => ({
  userId,
  ...(name !== undefined && { name }),
  ...(email?.verified === true && { email: email.address }),
});

const requireNoMember = ({ members }: InvitedItems, address: string): void => {
  if (members.some(({ email }) => email === address)) {
    throw refuse('already_member', `${address} is a member of the project already.`);
  }
};

/**
 * An invitation that is replaced makes room for the new one. Invitations at the same time do not wait for one another: they may be a
 * few more than the limit.
 */
const requireRoom = ({ invitations }: InvitedItems, address: string, now: Date): void => {
  const pending = invitations.filter((one) => isPending(one, now) && one.email !== address);
  if (pending.length < maximumPendingInvitations) return;
  throw refuse('team_full', `The project has ${pending.length} pending invitations: revoke one first.`);
};

/** The token is in the fragment, which browsers send to nobody: a query would be in access logs, and in Referer headers. */
const linkTo = (page: string, id: string, token: string): string => {
  const url = new URL(page);
  url.hash = new URLSearchParams({ invitation: id, token }).toString();
  return url.href;
};

const recordOf = (
  { clock, newId }: InviteMemberDeps,
  { caller, project }: Access,
  { email, role: word }: InviteMemberBody,
  token: string,
): InvitationRecord => {
  const now = clock();
  const expires = new Date(now.getTime() + invitationDays * dayMs);
  const role = invitedRoles.find((invited) => invited === roleOf(word)) ?? 'viewer';
  return {
    id: idBelowProject(project.id, newId()),
    ...{ projectId: project.id, projectName: project.name, email, role },
    invitedBy: senderOf(caller),
    tokenHash: tokenHashOf(token),
    createdAt: now.toISOString(),
    expiresAt: expires.toISOString(),
    expiresAtEpochSeconds: Math.floor(expires.getTime() / 1000),
  };
};

/** Writes the invitation by its address and by its project, and removes one that it replaces. */
const writesOf = ({ stores }: InviteMemberDeps, record: InvitationRecord, { pending }: InvitedItems) => {
  const { invitations } = stores;
  const { id, projectId, email } = record;
  const isAsRead = pending ? equals('id', pending.id) : itemIsNew;
  return [
    invitations.toPut(pendingKey(email, projectId), record, { condition: isAsRead }),
    invitations.toPut(invitationKey(projectId, id), record, { condition: itemIsNew }),
    ...(pending ? [invitations.toDelete(invitationKey(projectId, pending.id))] : []),
  ];
};

/** Invites somebody. The answer has a one-time link, which works without a verified e-mail address. */
export const createInviteMember =
  (deps: InviteMemberDeps) =>
  (access: Access, read: Reader<InvitedItems>, body: InviteMemberBody, commit: Commit): Promise<Answer> =>
    retryOnConflict('the invitations', async () => {
      const found = await read();
      const email = addressOf(body);
      requireNoMember(found, email);
      requireRoom(found, email, deps.clock());
      const token = newToken();
      const record = recordOf(deps, access, { ...body, email }, token);
      const link = linkTo(deps.invitationPage, record.id, token);
      const data = { ...toInvitation(record), link, token } satisfies SentInvitation;
      const location = `/api/team/${record.projectId}/invitations/${record.id}`;
      const headers = { location, etag: etagOf(invitationVersion) };
      const answer = { status: 201, headers, body: envelope(data, deps.clock()) };
      const writes = writesOf(deps, record, found);
      const written = await commit(writes, invitationActivity('created', record), answer);
      return written.ok ? answer : undefined;
    });
