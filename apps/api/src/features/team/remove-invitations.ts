import { eachInParallel, equals } from '@snapinfra/aws-clients';
import { projectPartition } from '@snapinfra/platform';
import type { HideOfProject } from '../../records/removal.ts';
import { deleteAll } from '../../storage/delete-all.ts';
import { writableTable } from '../../storage/tables.ts';
import {
  emailPartition,
  invitationKey,
  invitationPrefix,
  pendingKey,
  type InvitationRecord,
} from './invitation-record.ts';
import type { TeamStores } from './team-stores.ts';

type Stores = Pick<TeamStores, 'invitations'>;

/** Removes the pending invitations of a project that somebody sent who may no longer invite; may be repeated. */
export type RemoveInvitationsBy = (projectId: string, userId: string) => Promise<void>;

/** An address may have another invitation into the project by now. */
const removePending = async ({ invitations }: Stores, { id, email, projectId }: InvitationRecord): Promise<void> => {
  await writableTable(invitations).delete(pendingKey(email, projectId), { condition: equals('id', id) });
};

const ofProject = (projectId: string) =>
  ({ partition: projectPartition(projectId), sort: { beginsWith: invitationPrefix } }) as const;

/** The item in the project's partition goes last: it finds the invitation again if the removal stops halfway. */
const remove = async (stores: Stores, record: InvitationRecord): Promise<void> => {
  await removePending(stores, record);
  await writableTable(stores.invitations).delete(invitationKey(record.projectId, record.id));
};

const removeThose = async (stores: Stores, projectId: string, matches: (record: InvitationRecord) => boolean) => {
  await eachInParallel(stores.invitations.query(ofProject(projectId)), async (record) => {
    if (matches(record)) await remove(stores, record);
  });
};

export const createRemoveInvitationsBy =
  (stores: Stores): RemoveInvitationsBy =>
  (projectId, userId) =>
    removeThose(stores, projectId, ({ invitedBy, ended }) => invitedBy.userId === userId && ended === undefined);

/** Removes the invitations of a project that somebody sent or answered, as far as they are kept; may be repeated. */
export const createRemoveInvitationsNaming =
  (stores: Stores): RemoveInvitationsBy =>
  (projectId, userId) =>
    removeThose(stores, projectId, ({ invitedBy, ended }) => invitedBy.userId === userId || ended?.by === userId);

/** Removes the pending invitations for an address; may be repeated. */
export const createRemoveInvitationsFor =
  (stores: Stores) =>
  async (email: string): Promise<void> => {
    await eachInParallel(stores.invitations.query({ partition: emailPartition(email) }), async (record) => {
      await writableTable(stores.invitations).delete(invitationKey(record.projectId, record.id));
      await removePending(stores, record);
    });
  };

/** Removes everything that the table `teams` has of a deleted project, except the memberships, which go with the members. */
export const createHideTeam =
  (stores: Stores): HideOfProject =>
  async ({ id }) => [
    async () => {
      await eachInParallel(stores.invitations.query(ofProject(id)), (record) => removePending(stores, record));
      await deleteAll(writableTable(stores.invitations), { partition: projectPartition(id) });
    },
  ];
