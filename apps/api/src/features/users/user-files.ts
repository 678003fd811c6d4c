import { equals } from '@snapinfra/aws-clients';
import { projectPartition } from '@snapinfra/platform';
import { ActivityRecord } from '../../access/activity-record.ts';
import { memberKey, MemberRecord, MembershipItem } from '../../access/member-record.ts';
import { ProjectHead, projectKey } from '../../access/project-head.ts';
import { userKey } from '../../access/user-mark.ts';
import { jsonFile, jsonLinesFile, type ExportedFile, type ExportOfProject } from '../../records/exported-file.ts';
import { membershipsOf } from '../../records/list-memberships.ts';
import type { Storage } from '../../storage/storage.ts';
import type { RequestTable } from '../../storage/tables.ts';
import type { UserRecord } from './user-record.ts';
import { toUser } from './user-view.ts';

export interface UserFilesDeps {
  readonly storage: Pick<Storage, 'open'>;
  readonly users: RequestTable<UserRecord>;
  readonly teams: { readonly invitationsFor: (email: string) => Promise<readonly object[]> };
  readonly exportOfProject: () => readonly ExportOfProject[];
  readonly exportOfUser: () => readonly ((userId: string) => AsyncIterable<ExportedFile>)[];
}

const openTables = ({ open }: Pick<Storage, 'open'>) => ({
  memberships: open('teams', MembershipItem),
  projects: open('projects', ProjectHead),
  members: open('projects', MemberRecord),
  activity: open('activity', ActivityRecord),
});
type Tables = ReturnType<typeof openTables>;

/** A membership of a project that is not being deleted. */
interface Part {
  readonly project: ProjectHead;
  readonly member: MemberRecord;
}

async function* partsOf({ memberships, projects, members }: Tables, userId: string): AsyncGenerator<Part> {
  for await (const { projectId } of memberships.query(membershipsOf(userId))) {
    const [project, member] = await Promise.all([
      projects.get(projectKey(projectId)),
      members.get(memberKey(projectId, userId)),
    ]);
    if (project && project.deletingAt === undefined && member) yield { project, member };
  }
}

/** The activity of a user in a project with another tenant. */
const ownActivity = ({ activity }: Tables, userId: string, projectId: string, path: string): ExportedFile =>
  jsonLinesFile(path, async function* () {
    const query = { partition: projectPartition(projectId), filter: equals('userId', userId) };
    for await (const { action, entityType, entityId, metadata, createdAt } of activity.query(query))
      yield { action, entityType, entityId, metadata, createdAt };
  });

async function* inFolder(folder: string, files: AsyncIterable<ExportedFile>): AsyncGenerator<ExportedFile> {
  for await (const { path, open } of files) yield { path: `${folder}/${path}`, open };
}

/**
 * Everything of a user: the profile, the memberships, the user's activity in others' projects, and as a whole the projects whose
 * tenant the user is. Only the file that is being written is in memory.
 */
export const createUserFiles = (deps: UserFilesDeps) => {
  const { users, teams, exportOfProject, exportOfUser } = deps;
  const tables = openTables(deps.storage);
  const profile = async (userId: string) => {
    const record = await users.get(userKey(userId));
    return record ? toUser(record) : { id: userId };
  };
  const invitations = async (userId: string) => {
    const record = await users.get(userKey(userId));
    return record?.email !== undefined && record.emailVerified ? teams.invitationsFor(record.email) : [];
  };
  return async function* (userId: string, signal: AbortSignal): AsyncGenerator<ExportedFile> {
    yield jsonFile('profile.json', () => profile(userId));
    yield jsonFile('invitations.json', () => invitations(userId));
    yield jsonLinesFile('memberships.jsonl', async function* () {
      for await (const { project, member } of partsOf(tables, userId)) {
        const { role, joinedAt } = member;
        yield { projectId: project.id, projectName: project.name, role, isTenant: project.userId === userId, joinedAt };
      }
    });
    for (const files of exportOfUser()) yield* files(userId);
    for await (const { project } of partsOf(tables, userId)) {
      signal.throwIfAborted();
      const folder = `projects/${project.id}`;
      if (project.userId === userId) for (const files of exportOfProject()) yield* inFolder(folder, files(project));
      else yield ownActivity(tables, userId, project.id, `${folder}/own-activity.jsonl`);
    }
  };
};
