import {
  acceptInvitation,
  declineInvitation,
  getInvitation,
  inviteMember,
  inviteMemberOfProject,
  listInvitations,
  listInvitationsOfProject,
  revokeInvitation,
  type InviteMemberBody,
} from '@snapinfra/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reading } from '../../access/reading.ts';
import type { App } from '../../http/app-instance.ts';
import { envelope, listEnvelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import type { RunChange } from '../../idempotency/idempotency.ts';
import type { Clock } from '../../runtime/clock.ts';
import { mapPage } from '../../storage/list-page.ts';
import type { AnsweredItems, Answering, createAcceptInvitation, createDeclineInvitation } from './answer-invitation.ts';
import type { createInviteMember, InvitedItems } from './invite-member.ts';
import type { createListInvitations, invitationsReading } from './list-team.ts';
import {
  invitationVersion,
  readInvitation,
  type createRevokeInvitation,
  type NamedInvitation,
} from './revoke-invitation.ts';
import { toInvitation } from './team-views.ts';

export interface InvitationRoutesDeps {
  readonly invitations: {
    readonly ofProject: ReturnType<typeof invitationsReading>;
    readonly ofCaller: ReturnType<typeof createListInvitations>;
    readonly invited: Reading<InvitedItems>;
    readonly named: Reading<NamedInvitation>;
    readonly answered: Reading<AnsweredItems>;
    readonly invite: ReturnType<typeof createInviteMember>;
    readonly revoke: ReturnType<typeof createRevokeInvitation>;
    readonly accept: ReturnType<typeof createAcceptInvitation>;
    readonly decline: ReturnType<typeof createDeclineInvitation>;
  };
  readonly run: RunChange;
  readonly clock: Clock;
}

const ofProject = (app: App, { invitations, run, clock }: InvitationRoutesDeps): void => {
  const invite = (request: FastifyRequest, body: InviteMemberBody, reply: FastifyReply) => {
    const invited = invitations.invited.of(request);
    return run(request, reply, (commit) => invitations.invite(request.access, invited, body, commit));
  };
  const config = { reading: invitations.invited };
  app.route({ ...inviteMember, config, handler: (request, reply) => invite(request, request.body, reply) });
  app.route({ ...inviteMemberOfProject, config, handler: (request, reply) => invite(request, request.body, reply) });
  app.route({
    ...listInvitationsOfProject,
    config: { reading: invitations.ofProject },
    handler: async (request) => listEnvelope(mapPage(await invitations.ofProject.of(request)(), toInvitation), clock()),
  });
  app.route({
    ...getInvitation,
    config: { reading: invitations.named },
    handler: async (request, reply) => {
      const invitation = readInvitation(await invitations.named.of(request)(), clock);
      void reply.header('etag', etagOf(invitationVersion));
      return envelope(invitation, clock());
    },
  });
  app.route({
    ...revokeInvitation,
    config: { reading: invitations.named },
    handler: (request, reply) => {
      const { access, headers } = request;
      const named = invitations.named.of(request);
      return run(request, reply, (commit) => invitations.revoke(access, named, headers['if-match'], commit));
    },
  });
};

interface Answered {
  readonly caller: Answering['caller'];
  readonly body: { readonly token?: string };
}

const answeringOf = ({ caller, body: { token } }: Answered): Answering => ({ caller, token });

const ofCaller = (app: App, { invitations, run, clock }: InvitationRoutesDeps): void => {
  app.route({
    ...listInvitations,
    handler: async ({ caller, query }) =>
      listEnvelope(mapPage(await invitations.ofCaller(caller, query), toInvitation), clock()),
  });
  app.route({
    ...acceptInvitation,
    config: { reading: invitations.answered },
    handler: (request, reply) => {
      const found = invitations.answered.of(request);
      return run(request, reply, (commit) => invitations.accept(answeringOf(request), found, commit));
    },
  });
  app.route({
    ...declineInvitation,
    // A repeated key is answered though the caller is no member: the answer tells nothing of the project.
    config: { reading: invitations.answered, endsOwnRight: 'membership' },
    handler: (request, reply) => {
      const found = invitations.answered.of(request);
      return run(request, reply, (commit) => invitations.decline(answeringOf(request), found, commit));
    },
  });
};

/** Invitations, as a project and as those who are invited see them. */
export const invitationRoutes = (app: App, deps: InvitationRoutesDeps): void => {
  ofProject(app, deps);
  ofCaller(app, deps);
};
