import type { Stored } from '@snapinfra/aws-clients';
import type { Invitation } from '@snapinfra/contracts';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import type { Access } from '../../access/rights.ts';
import { envelope } from '../../http/envelope.ts';
import { requireMatch } from '../../http/etag.ts';
import { notFound } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import { retryOnConflict } from '../../storage/retry-on-conflict.ts';
import { endWrites } from './answer-invitation.ts';
import { invitationKey, isPending, type InvitationRecord } from './invitation-record.ts';
import { invitationActivity } from './team-activity.ts';
import type { TeamStores } from './team-stores.ts';
import { toInvitation } from './team-views.ts';

/** An invitation never changes while it is pending. */
export const invitationVersion = 1;

export interface NamedInvitation {
  readonly id: string;
  readonly invitation: Stored<InvitationRecord> | undefined;
}

/** The invitation that a path names, of the project that it names. */
export const namedInvitationReading = ({ invitations }: Pick<TeamStores, 'invitations'>): Reading<NamedInvitation> =>
  createReading(async ({ projectId, params: { invitationId: id = '' } }, batch) => ({
    id,
    invitation: await batch.get(invitations.toGet(invitationKey(projectId, id))),
  }));

const requirePending = ({ id, invitation }: NamedInvitation, clock: Clock): InvitationRecord => {
  if (!invitation || !isPending(invitation, clock())) throw notFound('invitation_not_found', id);
  return invitation;
};

export const readInvitation = (found: NamedInvitation, clock: Clock): Invitation =>
  toInvitation(requirePending(found, clock));

export interface RevokeInvitationDeps {
  readonly stores: TeamStores;
  readonly clock: Clock;
}

export const createRevokeInvitation =
  ({ stores, clock }: RevokeInvitationDeps) =>
  (
    { caller, project }: Access,
    read: Reader<NamedInvitation>,
    ifMatch: string | undefined,
    commit: Commit,
  ): Promise<Answer> =>
    retryOnConflict('the invitation', async () => {
      if (project.deletingAt !== undefined) throw notFound('project_not_found', project.id);
      const found = await read();
      const answer = { status: 200, body: envelope({ id: found.id, deleted: true as const }, clock()) };
      // The answer to the first DELETE may have been lost.
      if (found.invitation?.ended?.how === 'revoked') return answer;
      const invitation = requirePending(found, clock);
      requireMatch(ifMatch, invitationVersion);
      const writes = endWrites(stores, invitation, { how: 'revoked', by: caller.userId, now: clock() });
      const written = await commit(writes, invitationActivity('revoked', invitation), answer);
      return written.ok ? answer : undefined;
    });
