import type { Invitation } from '@snapinfra/contracts';
import { ActivityRecord } from '../../access/activity-record.ts';
import type { Feature, FeatureDeps } from '../feature.ts';
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
import { createInvitationsFor, createListInvitations, invitationsReading, membersReading } from './list-team.ts';
import { createExportTeam } from './export-team.ts';
import { createLeaveForGood, type LeaveForGood } from './leave-for-good.ts';
import { memberReading } from './member-reading.ts';
import { memberRoutes } from './member.routes.ts';
import {
  createHideTeam,
  createRemoveInvitationsBy,
  createRemoveInvitationsFor,
  createRemoveInvitationsNaming,
} from './remove-invitations.ts';
import { createRevokeInvitation, namedInvitationReading } from './revoke-invitation.ts';
import { memberOf } from '../../storage/member-of.ts';
import { openTeamStores } from './team-stores.ts';

interface Parts extends FeatureDeps, ChangeMembersDeps {
  readonly invitationPage: string;
}

const membersOf = (parts: Parts) => ({
  all: membersReading(parts),
  named: memberReading(parts.stores, ({ params: { userId = '' } }) => userId),
  self: memberReading(parts.stores, ({ caller }) => caller.userId),
  next: memberReading(parts.stores, ({ body }) => String(memberOf(body, 'userId'))),
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

/** The part of teams that the removal and the export of a user need. */
export interface TeamAccess {
  readonly leaveForGood: LeaveForGood;
  /** Removes the pending invitations for an address; may be repeated. */
  readonly removeInvitationsFor: (email: string) => Promise<void>;
  /** The pending invitations for an address. */
  readonly invitationsFor: (email: string) => Promise<readonly Invitation[]>;
}

/** The teams of projects: members and invitations. */
export const createTeam = (deps: FeatureDeps): Feature & { readonly access: TeamAccess } => {
  const stores = openTeamStores(deps.storage);
  const invitationPage = `${deps.env.WEB_URL}/team`;
  const parts = { ...deps, stores, invitationPage, removeInvitationsBy: createRemoveInvitationsBy(stores) };
  return {
    routes: (app) => {
      memberRoutes(app, { ...deps, members: membersOf(parts) });
      invitationRoutes(app, { ...deps, invitations: invitationsOf(parts) });
    },
    hideOfProject: createHideTeam(stores),
    exportOfProject: createExportTeam(stores),
    access: {
      leaveForGood: createLeaveForGood({
        ...parts,
        activity: deps.storage.open('activity', ActivityRecord),
        removeInvitationsNaming: createRemoveInvitationsNaming(stores),
      }),
      removeInvitationsFor: createRemoveInvitationsFor(stores),
      invitationsFor: createInvitationsFor(parts),
    },
  };
};
