import { allOf, attributeNotExists, compare } from '@snapinfra/aws-clients';
import { maximumMembers, maximumPendingInvitations, type Invitation } from '@snapinfra/contracts';
import { projectPartition } from '@snapinfra/platform';
import { memberPrefix } from '../../access/member-record.ts';
import { createReading, type ReadRequest } from '../../access/reading.ts';
import type { Caller } from '../../http/caller.ts';
import type { CursorCodec } from '../../http/cursor.ts';
import type { Page } from '../../http/envelope.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ListMemberships } from '../../records/list-memberships.ts';
import { listPage } from '../../storage/list-page.ts';
import { emailPartition, invitationPrefix, type InvitationRecord } from './invitation-record.ts';
import type { TeamStores } from './team-stores.ts';
import { toInvitation } from './team-views.ts';

export interface ListTeamDeps {
  readonly stores: Pick<TeamStores, 'members' | 'invitations'>;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
}

interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

const pageOf = ({ caller, projectId, query }: ReadRequest, list: string, defaultLimit: number) => {
  const { limit = defaultLimit, cursor } = query as PageQuery;
  return { userId: caller.userId, list: [list, projectId], limit, cursor };
};

/** Those that lapsed stay in the table until the database removes them. */
const isPendingAt = (now: Date) => allOf(attributeNotExists('ended'), compare('expiresAt', '>', now.toISOString()));

/** In the order of the members' ids. */
export const membersReading = ({ stores, cursors }: ListTeamDeps) =>
  createReading(async (request) => {
    const query = {
      partition: projectPartition(request.projectId),
      sort: { beginsWith: memberPrefix },
      order: 'ascending',
    } as const;
    return listPage(stores.members, cursors, pageOf(request, 'members', maximumMembers), query);
  });

/** Newest first. */
export const invitationsReading = ({ stores, cursors, clock }: ListTeamDeps) =>
  createReading(async (request) => {
    const query = {
      partition: projectPartition(request.projectId),
      sort: { beginsWith: invitationPrefix },
      filter: isPendingAt(clock()),
    };
    return listPage(stores.invitations, cursors, pageOf(request, 'invitations', maximumPendingInvitations), query);
  });

export interface ListInvitationsDeps extends ListTeamDeps {
  readonly memberships: Pick<ListMemberships, 'livingOf'>;
}

/**
 * Invitations for the caller's address, if the token says that it is verified: anybody can claim another. Those into a project that is
 * being deleted are left out, so that a page may have fewer.
 */
export const createListInvitations =
  ({ stores, cursors, clock, memberships }: ListInvitationsDeps) =>
  async ({ userId, email }: Caller, { limit, cursor }: PageQuery): Promise<Page<InvitationRecord>> => {
    if (email?.verified !== true) return { items: [], nextCursor: null };
    const request = { userId, list: ['own invitations', email.address], limit, cursor };
    const query = { partition: emailPartition(email.address), filter: isPendingAt(clock()) };
    const { items, nextCursor } = await listPage(stores.invitations, cursors, request, query);
    const living = await memberships.livingOf(items.map(({ projectId }) => projectId));
    return { items: items.filter(({ projectId }) => living.has(projectId)), nextCursor };
  };

/** All of them, for an export. */
export const createInvitationsFor =
  ({ stores, clock }: Pick<ListTeamDeps, 'stores' | 'clock'>) =>
  async (email: string): Promise<readonly Invitation[]> => {
    const all: Invitation[] = [];
    const query = { partition: emailPartition(email), filter: isPendingAt(clock()) };
    for await (const invitation of stores.invitations.query(query)) all.push(toInvitation(invitation));
    return all;
  };
