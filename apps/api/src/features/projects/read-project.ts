import type { Project } from '@snapinfra/contracts';
import { projectContentKey, projectContentParts, type ProjectContentItem } from '@snapinfra/platform';
import { projectKey, type ProjectRecord } from './project-record.ts';
import type { Caller } from '../../http/caller.ts';
import { notFound } from '../../http/problem-error.ts';
import { readConsistently } from '../../storage/read-consistently.ts';
import type { ProjectStores } from './project-stores.ts';
import { belongTo, decodeContents, toProject } from './project-view.ts';

/** A project of the caller, also one that is being deleted. @throws ProblemError `project_not_found` */
export const requireProjectOrItsMark = async (
  { projects }: Pick<ProjectStores, 'projects'>,
  { userId }: Caller,
  projectId: string,
): Promise<ProjectRecord> => {
  const record = await projects.get(projectKey(userId, projectId));
  if (!record) throw notFound('project_not_found', projectId);
  return record;
};

/** A project of the caller. @throws ProblemError `project_not_found` */
export const requireProject = async (
  stores: Pick<ProjectStores, 'projects'>,
  caller: Caller,
  projectId: string,
): Promise<ProjectRecord> => {
  const record = await requireProjectOrItsMark(stores, caller, projectId);
  if (record.deletingAt) throw notFound('project_not_found', projectId);
  return record;
};

/** A project of the caller with the items of its documents, in one round trip. @throws ProblemError `project_not_found` */
export const readProjectItems = async (
  { projects, projectContents }: Pick<ProjectStores, 'projects' | 'projectContents'>,
  { userId }: Caller,
  projectId: string,
): Promise<{ record: ProjectRecord; contents: readonly (ProjectContentItem | undefined)[] }> => {
  const contentKeys = projectContentParts.map((part) => projectContentKey(projectId, part));
  const read = async () => {
    const [record, contents] = await Promise.all([
      projects.get(projectKey(userId, projectId)),
      projectContents.batchGet(contentKeys),
    ]);
    return { record, contents };
  };
  const isGone = (record: ProjectRecord | undefined) => !record || record.deletingAt !== undefined;
  const { record, contents } = await readConsistently(
    read,
    (found) => isGone(found.record) || (found.record !== undefined && belongTo(found.record, found.contents)),
  );
  if (!record || isGone(record)) throw notFound('project_not_found', projectId);
  return { record, contents };
};

export type ReadProject = (caller: Caller, projectId: string) => Promise<Project>;

/** A project of the caller with its documents. @throws ProblemError `project_not_found` */
export const createReadProject =
  ({ stores }: { readonly stores: Pick<ProjectStores, 'projects' | 'projectContents' | 'documents'> }): ReadProject =>
  async (caller, projectId) => {
    const { record, contents } = await readProjectItems(stores, caller, projectId);
    return toProject(record, await decodeContents(stores, contents));
  };
