import Type from 'typebox';
import { defineContract } from '../http/contract.ts';
import { ChangeHeaders, Deleted, Envelope, ListEnvelope, pageQueryOf, PostHeaders } from '../http/envelope.ts';
import { ChangeRoleBody, LeftProject, maximumMembers, Member, Membership, TransferProjectBody } from './team.ts';

const tags = ['team'];
const params = Type.Object({ projectId: Type.String() });
const memberParams = Type.Object({ projectId: Type.String(), userId: Type.String() });

export const listMembers = defineContract({
  method: 'GET',
  url: '/api/team/project/:projectId',
  permission: 'team.read',
  problems: ['project_not_found'],
  // The rights, and the page.
  budget: { calls: 2 },
  schema: {
    operationId: 'listMembers',
    tags,
    summary: 'List the members of a project',
    params,
    querystring: Type.Object(pageQueryOf({ default: maximumMembers, maximum: maximumMembers }), {
      additionalProperties: false,
    }),
    response: { 200: ListEnvelope(Member) },
  },
});

export const removeMember = defineContract({
  method: 'DELETE',
  url: '/api/team/:projectId/members/:userId',
  permission: 'team.manage',
  problems: ['project_not_found', 'member_not_found', 'last_owner', 'conflict'],
  schema: {
    operationId: 'removeMember',
    tags,
    summary: 'Remove a member from a project',
    description: 'Only owners remove owners. The next request of a removed member is refused.',
    params: memberParams,
    headers: ChangeHeaders,
    response: { 200: Envelope(Deleted) },
  },
});

export const changeMemberRole = defineContract({
  method: 'PUT',
  url: '/api/team/:projectId/members/:userId/role',
  permission: 'team.manage',
  problems: ['project_not_found', 'member_not_found', 'last_owner', 'conflict'],
  schema: {
    operationId: 'changeMemberRole',
    tags,
    summary: 'Change the role of a member',
    description:
      'Only owners make owners, or change one. One’s own role can be lowered, never raised. Where the tenant is no owner any more, the owner who joined first becomes the tenant.',
    params: memberParams,
    headers: ChangeHeaders,
    body: ChangeRoleBody,
    response: { 200: Envelope(Member) },
  },
});

export const leaveProject = defineContract({
  method: 'POST',
  url: '/api/team/:projectId/leave',
  permission: 'team.leave',
  problems: ['project_not_found', 'last_owner', 'conflict'],
  schema: {
    operationId: 'leaveProject',
    tags,
    summary: 'Leave a project',
    params,
    headers: PostHeaders,
    response: { 200: Envelope(LeftProject) },
  },
});

export const transferProject = defineContract({
  method: 'POST',
  url: '/api/team/:projectId/transfer',
  permission: 'team.transfer',
  problems: ['project_not_found', 'member_not_found', 'conflict'],
  schema: {
    operationId: 'transferProject',
    tags,
    summary: 'Transfer a project to another member',
    description:
      'By the tenant: the member becomes an owner and the tenant, and the former tenant becomes an admin. Answers with the membership of the former tenant.',
    params,
    headers: PostHeaders,
    body: TransferProjectBody,
    response: { 200: Envelope(Membership) },
  },
});
