import { projectPartition } from '@snapinfra/platform';
import { projectKey } from '../../access/project-head.ts';
import { jsonFile, type ExportOfProject } from '../../records/exported-file.ts';
import { invitationPrefix } from './invitation-record.ts';
import { allMembers } from './member-reading.ts';
import type { TeamStores } from './team-stores.ts';
import { toInvitation, toMember } from './team-views.ts';

const readMembers = async (stores: TeamStores, id: string) => {
  const project = await stores.projects.get(projectKey(id));
  const members = await allMembers(stores, id);
  return project && members.map((member) => toMember(member, project));
};

const readInvitations = async ({ invitations }: TeamStores, id: string) => {
  const all = [];
  const query = { partition: projectPartition(id), sort: { beginsWith: invitationPrefix } };
  for await (const record of invitations.query(query)) {
    all.push({ ...toInvitation(record), ...(record.ended && { status: record.ended.how }) });
  }
  return all;
};

/** The members of a project, and who is invited or was, as far as that is kept. */
export const createExportTeam = (stores: TeamStores): ExportOfProject =>
  async function* ({ id }) {
    yield jsonFile('members.json', () => readMembers(stores, id));
    yield jsonFile('invitations.json', () => readInvitations(stores, id));
  };
