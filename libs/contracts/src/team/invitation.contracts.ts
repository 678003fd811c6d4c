import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import {
  ChangeHeaders,
  Deleted,
  Envelope,
  ListEnvelope,
  NoQuery,
  PageQuery,
  pageQueryOf,
  PostHeaders,
  ReadHeaders,
} from '../http/envelope.ts';
import {
  AnswerInvitationBody,
  DeclinedInvitation,
  Invitation,
  InviteMemberBody,
  maximumPendingInvitations,
  Membership,
  SentInvitation,
} from './team.ts';

const tags = ['team'];
const projectParams = Type.Object({ projectId: Type.String() });
const ofProject = Type.Object({ projectId: Type.String(), invitationId: Type.String() });
const params = Type.Object({ invitationId: Type.String() });

const invites = {
  method: 'POST',
  permission: 'team.invite',
  problems: ['project_not_found', 'already_member', 'team_full', 'conflict'],
  // The members and the pending invitations are read beside the rights.
  budget: { calls: 5 },
} as const;

const invitesBy = {
  tags,
  description:
    'An invitation lasts 14 days, and replaces a pending one for the same address. It is accepted by somebody with this address, verified, or by its token.',
  params: projectParams,
  headers: PostHeaders,
  body: InviteMemberBody,
  response: { 201: Envelope(SentInvitation) },
} as const;

export const inviteMember = defineContract({
  ...invites,
  url: '/api/team/:projectId/invite',
  schema: { operationId: 'inviteMember', summary: 'Invite somebody into a project by e-mail', ...invitesBy },
});

export const inviteMemberOfProject = defineContract({
  ...invites,
  url: '/api/team/project/:projectId/invite',
  schema: {
    operationId: 'inviteMemberOfProject',
    summary: 'Invite somebody into a project by e-mail (the same)',
    ...invitesBy,
  },
});

export const listInvitationsOfProject = defineContract({
  method: 'GET',
  url: '/api/team/project/:projectId/invitations',
  permission: 'invitation.read',
  problems: ['project_not_found'],
  // The rights, and the page.
  budget: { calls: 2 },
  schema: {
    operationId: 'listInvitationsOfProject',
    tags,
    summary: 'List the pending invitations of a project, newest first',
    params: projectParams,
    querystring: Type.Object(pageQueryOf({ default: maximumPendingInvitations, maximum: maximumPendingInvitations }), {
      additionalProperties: false,
    }),
    response: { 200: ListEnvelope(Invitation) },
  },
});

export const getInvitation = defineContract({
  method: 'GET',
  url: '/api/team/:projectId/invitations/:invitationId',
  permission: 'invitation.read',
  problems: ['project_not_found', 'invitation_not_found'],
  schema: {
    operationId: 'getInvitation',
    tags,
    summary: 'Read a pending invitation of a project',
    params: ofProject,
    headers: ReadHeaders,
    response: { 200: Envelope(Invitation) },
  },
});

export const revokeInvitation = defineContract({
  method: 'DELETE',
  url: '/api/team/:projectId/invitations/:invitationId',
  permission: 'team.invite',
  problems: ['project_not_found', 'invitation_not_found', 'conflict'],
  schema: {
    operationId: 'revokeInvitation',
    tags,
    summary: 'Revoke a pending invitation',
    params: ofProject,
    headers: ChangeHeaders,
    response: { 200: Envelope(Deleted) },
  },
});

export const listInvitations = defineContract({
  method: 'GET',
  url: '/api/team/invitations',
  permission: 'user',
  problems: [],
  // The invitations, then whether their projects live.
  budget: { waves: 2, calls: 2 },
  schema: {
    operationId: 'listInvitations',
    tags,
    summary: 'List the pending invitations for the caller’s verified e-mail address',
    querystring: PageQuery,
    response: { 200: ListEnvelope(Invitation) },
  },
});

export const acceptInvitation = defineContract({
  method: 'POST',
  url: '/api/team/invitations/:invitationId/accept',
  permission: 'user',
  problems: ['invitation_not_found', 'already_member', 'team_full', 'conflict'],
  isBodyOptional: true,
  schema: {
    operationId: 'acceptInvitation',
    tags,
    summary: 'Accept an invitation',
    description: 'By the verified e-mail address of the caller, or by the token of the link, in the body.',
    params,
    headers: PostHeaders,
    querystring: NoQuery,
    body: AnswerInvitationBody,
    response: { 200: Envelope(Membership) },
  },
});

export const declineInvitation = defineContract({
  method: 'POST',
  url: '/api/team/invitations/:invitationId/decline',
  permission: 'user',
  problems: ['invitation_not_found', 'conflict'],
  isBodyOptional: true,
  schema: {
    operationId: 'declineInvitation',
    tags,
    summary: 'Decline an invitation',
    params,
    headers: PostHeaders,
    querystring: NoQuery,
    body: AnswerInvitationBody,
    response: { 200: Envelope(DeclinedInvitation) },
  },
});
