import type { Project } from '@snapinfra/contracts';
import { projectContentKey, projectContentParts, type ProjectContentItem } from '@snapinfra/platform';
import { createReadBatch, type AwsClients, type ReadBatch, type Stored } from '@snapinfra/aws-clients';
import { projectKey } from '../../access/project-head.ts';
import { createReading, type Reading } from '../../access/reading.ts';
import { visible } from '../../records/owned-record.ts';
import { readConsistently } from '../../storage/read-consistently.ts';
import type { ProjectRecord } from './project-record.ts';
import type { ProjectStores } from './project-stores.ts';
import { belongTo, decodeContents, toProject } from './project-view.ts';

/** A project's record with the items of its documents. */
export interface ProjectItems {
  readonly record: Stored<ProjectRecord>;
  readonly contents: readonly (ProjectContentItem | undefined)[];
}

type ItemStores = Pick<ProjectStores, 'projects' | 'projectContents'>;

const areWhole = ({ record, contents }: ProjectItems): boolean => belongTo(record, contents);

/** @throws ProblemError `project_not_found` */
const readItems = async (
  { projects, projectContents }: ItemStores,
  projectId: string,
  batch: ReadBatch,
): Promise<ProjectItems> => {
  const parts = projectContentParts.map((part) => projectContentKey(projectId, part));
  const [record, ...contents] = await Promise.all([
    batch.get(projects.toGet(projectKey(projectId))),
    ...parts.map((key) => batch.get(projectContents.toGet(key))),
  ]);
  return { record: visible(record, 'project_not_found', projectId), contents };
};

/** The project that a path names with the items of its documents, in one call with the caller's rights. */
export const projectReading = (stores: ItemStores): Reading<ProjectItems> =>
  createReading(({ id }, batch) => readItems(stores, id, batch), { isWhole: areWhole });

/** The same for one whose caller is known to be a member. @throws ProblemError `project_not_found` */
export const readProjectItems = (
  clients: Pick<AwsClients, 'dynamo'>,
  stores: ItemStores,
  projectId: string,
): Promise<ProjectItems> =>
  readConsistently(async () => {
    const batch = createReadBatch(clients);
    const items = readItems(stores, projectId, batch);
    await Promise.all([items, batch.send()]);
    return items;
  }, areWhole);

/** A project with its documents, as it is shown. */
export const toWholeProject = async (
  stores: Pick<ProjectStores, 'documents'>,
  { record, contents }: ProjectItems,
): Promise<Project> => toProject(record, await decodeContents(stores, contents));
