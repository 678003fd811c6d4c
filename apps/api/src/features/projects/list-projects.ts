import { knownProjectStatus, type Project, type ProjectStats, type ProjectListItem } from '@snapinfra/contracts';
import { isProjectId } from '@snapinfra/platform';
import type { AwsClients } from '@snapinfra/aws-clients';
import { memberKey } from '../../access/member-record.ts';
import { projectKey } from '../../access/project-head.ts';
import type { Caller } from '../../http/caller.ts';
import type { CursorCodec } from '../../http/cursor.ts';
import type { Page } from '../../http/envelope.ts';
import type { ListMemberships } from '../../records/list-memberships.ts';
import { readProjectRows } from './project-rows.ts';
import type { ProjectStores } from './project-stores.ts';
import { toProjectListItem } from './project-view.ts';
import { roomOfPage, readWholeProjects } from './read-whole-projects.ts';

export interface ListProjectsDeps {
  readonly stores: ProjectStores;
  readonly clients: Pick<AwsClients, 'dynamo'>;
  readonly cursors: CursorCodec;
  readonly memberships: ListMemberships;
}

export interface ListProjectsQuery {
  readonly limit?: number;
  readonly cursor?: string;
  readonly search?: string;
  readonly view?: 'whole' | 'summary';
}

export interface ListProjects {
  /** Own and shared ones, newest first, with the documents that rows carry unless `view` is summary. */
  list(caller: Caller, query: ListProjectsQuery): Promise<Page<Project>>;
  /** In the order of the ids; those that are not there, or that the caller is no member of, are left out. */
  readBatch(caller: Caller, projectIds: readonly string[]): Promise<ProjectListItem[]>;
  /** Counts the caller's projects, own and shared ones. */
  stats(caller: Caller): Promise<ProjectStats>;
}

const readProjectBatch = async (
  { projects, members }: Pick<ProjectStores, 'projects' | 'members'>,
  { userId }: Caller,
  projectIds: readonly string[],
): Promise<ProjectListItem[]> => {
  const ids = [...new Set(projectIds)].filter(isProjectId);
  const [records, memberships] = await Promise.all([
    projects.batchGet(ids.map(projectKey)),
    members.batchGet(ids.map((id) => memberKey(id, userId))),
  ]);
  return records.flatMap((record, index) =>
    record && memberships[index] && record.deletingAt === undefined ? [toProjectListItem(record)] : [],
  );
};

const noProjects = (): ProjectStats => ({
  totalProjects: 0,
  byStatus: { draft: 0, active: 0, building: 0, deployed: 0, error: 0, archived: 0 },
  totalTables: 0,
  withSchema: 0,
  withArchitecture: 0,
  lastUpdatedAt: null,
});

const readProjectStats = async (
  { stores: { projects }, memberships }: Pick<ListProjectsDeps, 'stores' | 'memberships'>,
  caller: Caller,
): Promise<ProjectStats> => {
  const stats = noProjects();
  const ids = await memberships.projectIdsOf(caller);
  for (const project of await projects.batchGet(ids.map(projectKey))) {
    if (!project || project.deletingAt !== undefined) continue;
    stats.totalProjects += 1;
    stats.byStatus[knownProjectStatus(project.status)] += 1;
    stats.totalTables += project.tableCount;
    stats.withSchema += project.schemaId === undefined ? 0 : 1;
    stats.withArchitecture += project.architectureId === undefined ? 0 : 1;
    if (stats.lastUpdatedAt === null || project.updatedAt > stats.lastUpdatedAt)
      stats.lastUpdatedAt = project.updatedAt;
  }
  return stats;
};

export const createListProjects = (deps: ListProjectsDeps): ListProjects => ({
  list: async (caller, { limit = 100, cursor, search = '', view }) => {
    const isWhole = view !== 'summary';
    const query = { limit, cursor, search, withDocuments: isWhole, takeRoom: isWhole ? roomOfPage() : () => true };
    const { rows, nextCursor } = await readProjectRows(deps, caller, query);
    if (!isWhole) return { items: rows.map(({ record }) => toProjectListItem(record)), nextCursor };
    return { items: await readWholeProjects(deps, rows), nextCursor };
  },
  readBatch: (caller, projectIds) => readProjectBatch(deps.stores, caller, projectIds),
  stats: (caller) => readProjectStats(deps, caller),
});
