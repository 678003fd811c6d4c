import type { FeatureDeps, Feature } from '../feature.ts';
import { createAcceptInvitation, createDeclineInvitation, invitationReading } from './answer-invitation.ts';
import {
  createChangeRole,
  createLeaveProject,
  createRemoveMember,
  createTransferProject,
  type ChangeMembersDeps,
} from './change-members.ts';
import { invitationRoutes } from './invitation.routes.ts';
import { createInviteMember, inviteReading } from './invite-member.ts';
import { createListInvitations, invitationsReading, membersReading } from './list-team.ts';
import { memberReading } from './member-reading.ts';
import { memberRoutes } from './member.routes.ts';
import { createHideTeam, createRemoveInvitationsBy } from './remove-invitations.ts';
import { createRevokeInvitation, namedInvitationReading } from './revoke-invitation.ts';
import { openTeamStores } from './team-stores.ts';

interface Parts extends FeatureDeps, ChangeMembersDeps {
  readonly invitationPage: string;
}

const membersOf = (parts: Parts) => ({
  all: membersReading(parts),
  named: memberReading(parts.stores, ({ params: { userId = '' } }) => userId),
  self: memberReading(parts.stores, ({ caller }) => caller.userId),
  heir: memberReading(parts.stores, ({ body }) => String(Reflect.get(Object(body), 'userId'))),
  changeRole: createChangeRole(parts),
  remove: createRemoveMember(parts),
  leave: createLeaveProject(parts),
  transfer: createTransferProject(parts),
});

const invitationsOf = (parts: Parts) => ({
  ofProject: invitationsReading(parts),
  ofCaller: createListInvitations(parts),
  invited: inviteReading(parts.stores),
  named: namedInvitationReading(parts.stores),
  answered: invitationReading(parts.stores),
  invite: createInviteMember(parts),
  revoke: createRevokeInvitation(parts),
  accept: createAcceptInvitation(parts),
  decline: createDeclineInvitation(parts),
});

/** The teams of projects: members and invitations. */
export const createTeam = (deps: FeatureDeps): Feature => {
  const stores = openTeamStores(deps.storage);
  const invitationPage = new URL('/team', deps.env.WEB_URL).href;
  const parts = { ...deps, stores, invitationPage, removeInvitationsBy: createRemoveInvitationsBy(stores) };
  return {
    routes: (app) => {
      memberRoutes(app, { ...deps, members: membersOf(parts) });
      invitationRoutes(app, { ...deps, invitations: invitationsOf(parts) });
    },
    hideOfProject: createHideTeam(stores),
  };
};
