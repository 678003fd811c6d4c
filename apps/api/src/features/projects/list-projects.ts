import { knownProjectStatus, type Project, type ProjectStats, type ProjectListItem } from '@snapinfra/contracts';
import { projectKey, type ProjectRecord } from './project-record.ts';
import { attributeNotExists, type Stored } from '@snapinfra/aws-clients';
import type { Caller } from '../../http/caller.ts';
import type { CursorCodec } from '../../http/cursor.ts';
import type { Page } from '../../http/envelope.ts';
import { userPartition } from '../../storage/keys.ts';
import { listPage, mapPage } from '../../storage/list-page.ts';
import type { ProjectStores } from './project-stores.ts';
import { toProjectListItem } from './project-view.ts';
import { countThatFit, readWholeProjects } from './read-whole-projects.ts';

export interface ListProjectsDeps {
  readonly stores: Pick<ProjectStores, 'projects' | 'projectContents' | 'documents'>;
  readonly cursors: CursorCodec;
}

export interface ListProjectsQuery {
  readonly limit?: number;
  readonly cursor?: string;
  readonly search?: string;
  readonly view?: 'whole' | 'summary';
}

export interface ListProjects {
  /** Newest first, with the documents that rows carry unless `view` is summary. */
  list(caller: Caller, query: ListProjectsQuery): Promise<Page<Project>>;
  /** In the order of the ids; those that are not there (or not the caller's) are left out. */
  readBatch(caller: Caller, projectIds: readonly string[]): Promise<ProjectListItem[]>;
  /** Counts the caller's projects. */
  stats(caller: Caller): Promise<ProjectStats>;
}

/** How many projects one page of a search looks at: beyond that it ends early, with a cursor that goes on. */
const searchedPerPage = 2000;
const searchChunk = 200;

const partitionOf = ({ userId }: Caller) => ({ partition: userPartition(userId), sort: { beginsWith: 'PROJECT#' } });
const alive = attributeNotExists('deletingAt');

const folded = (text: string) => text.normalize('NFKC').toLocaleLowerCase('en');

/**
 * Looks through projects, newest first. A page ends at its last hit, so that the next one goes on right behind it:
 * nothing is passed over and nothing comes twice.
 */
const searchPage = async (
  { stores, cursors }: ListProjectsDeps,
  caller: Caller,
  { limit = 100, cursor, search = '' }: ListProjectsQuery,
): Promise<Page<Stored<ProjectRecord>>> => {
  const scope = { userId: caller.userId, query: ['projects', search] };
  const wanted = folded(search);
  const hits: Stored<ProjectRecord>[] = [];
  let startAfter = cursor === undefined ? undefined : cursors.decode(cursor, scope);
  for (let searched = 0; searched < searchedPerPage; searched += searchChunk) {
    const query = {
      ...partitionOf(caller),
      order: 'descending',
      filter: alive,
      limit: searchChunk,
      startAfter,
    } as const;
    const { items, nextKey } = await stores.projects.queryPage(query);
    for (const [index, item] of items.entries()) {
      if (!folded(`${item.name}\n${item.description}`).includes(wanted)) continue;
      hits.push(item);
      const isLast = index === items.length - 1 && !nextKey;
      if (hits.length < limit) continue;
      return { items: hits, nextCursor: isLast ? null : cursors.encode({ pk: item.pk, sk: item.sk }, scope) };
    }
    if (!nextKey) return { items: hits, nextCursor: null };
    startAfter = nextKey;
  }
  return { items: hits, nextCursor: startAfter ? cursors.encode(startAfter, scope) : null };
};

const recordPage = (deps: ListProjectsDeps, caller: Caller, query: ListProjectsQuery) => {
  const { limit, cursor, search } = query;
  if (search !== undefined && search !== '') return searchPage(deps, caller, query);
  const request = { userId: caller.userId, list: ['projects', ''], limit, cursor };
  return listPage(deps.stores.projects, deps.cursors, request, { ...partitionOf(caller), filter: alive });
};

/** The page as far as its documents fit: it then goes on behind the last record that does. */
const fittingPage = (
  { cursors }: Pick<ListProjectsDeps, 'cursors'>,
  { userId }: Caller,
  { search = '' }: ListProjectsQuery,
  page: Page<Stored<ProjectRecord>>,
): Page<Stored<ProjectRecord>> => {
  const items = page.items.slice(0, countThatFit(page.items));
  const last = items.at(-1);
  if (items.length === page.items.length || !last) return page;
  const scope = { userId, query: ['projects', search] };
  return { items, nextCursor: cursors.encode({ pk: last.pk, sk: last.sk }, scope) };
};

const readProjectBatch = async (
  { projects }: Pick<ProjectStores, 'projects'>,
  { userId }: Caller,
  projectIds: readonly string[],
): Promise<ProjectListItem[]> => {
  const ids = [...new Set(projectIds)];
  const records = await projects.batchGet(ids.map((id) => projectKey(userId, id)));
  return records
    .filter((record) => record !== undefined && !record.deletingAt)
    .map((record) => toProjectListItem(record as ProjectRecord));
};

const readProjectStats = async (
  { projects }: Pick<ProjectStores, 'projects'>,
  caller: Caller,
): Promise<ProjectStats> => {
  const stats: ProjectStats = {
    totalProjects: 0,
    byStatus: { draft: 0, active: 0, building: 0, deployed: 0, error: 0, archived: 0 },
    totalTables: 0,
    withSchema: 0,
    withArchitecture: 0,
    lastUpdatedAt: null,
  };
  for await (const project of projects.query({ ...partitionOf(caller), filter: alive })) {
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
  list: async (caller, query) => {
    const page = await recordPage(deps, caller, query);
    if (query.view === 'summary') return mapPage(page, toProjectListItem);
    const { items, nextCursor } = fittingPage(deps, caller, query, page);
    return { items: await readWholeProjects(deps.stores, caller, items), nextCursor };
  },
  readBatch: (caller, projectIds) => readProjectBatch(deps.stores, caller, projectIds),
  stats: (caller) => readProjectStats(deps.stores, caller),
});
