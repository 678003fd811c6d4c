import { acceptInvitation, createProject, inviteMember, type Role } from '@snapinfra/contracts';
import type { Api } from './start-api.ts';

/** The address of a developer, which counts as verified. */
export const emailOf = (user: string): string => `${user.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}@people.example`;
export const withEmail = (user: string) => ({ user, headers: { 'x-dev-email': emailOf(user) } });

/** A project of somebody. */
export const makeProject = async (api: Api, user: string, name = 'Shared'): Promise<string> => {
  const { body } = await api.expectStatus(201, createProject, { ...withEmail(user), body: { name } });
  return body.data.id;
};

/** Invites somebody, in the name of an owner or admin: the invitation with its token. */
export const invite = async (
  api: Api,
  { by, projectId, user, role = 'developer' }: { by: string; projectId: string; user: string; role?: string },
) => {
  const body = { email: emailOf(user), role };
  const called = await api.expectStatus(201, inviteMember, { user: by, params: { projectId }, body });
  return called.body.data;
};

/** Makes somebody a member of a project, by an invitation of an owner. */
export const join = async (
  api: Api,
  {
    by,
    projectId,
    user,
    role = 'developer',
  }: { by: string; projectId: string; user: string; role?: Exclude<Role, 'owner'> },
): Promise<void> => {
  const { id: invitationId } = await invite(api, { by, projectId, user, role });
  await api.expectStatus(200, acceptInvitation, { ...withEmail(user), params: { invitationId } });
};
