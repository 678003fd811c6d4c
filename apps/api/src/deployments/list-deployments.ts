import { byProjectIndex } from '@snapinfra/contracts';
import type { Caller } from '../http/caller.ts';
import type { CursorCodec } from '../http/cursor.ts';
import type { Page } from '../http/envelope.ts';
import { requireProject } from '../projects/read-project.ts';
import { projectPartition } from '../storage/keys.ts';
import { listPage, mapPage } from '../storage/list-page.ts';
import type { DeploymentRecord, Stores } from '../storage/stores.ts';

export interface Deployments {
  listOfProject(
    caller: Caller,
    projectId: string,
    query: { limit?: number; cursor?: string },
  ): Promise<Page<DeploymentRecord>>;
}

export interface DeploymentsDeps {
  readonly stores: Pick<Stores, 'projects' | 'deployments'>;
  readonly cursors: CursorCodec;
}

const toView = ({ id, projectId, userId, platform, status, url, createdAt, updatedAt }: DeploymentRecord) => ({
  ...{ id, projectId, userId, platform, status, createdAt, updatedAt },
  ...(url !== undefined && { url }),
});

/** The deployments of a project. Nothing makes one yet: the list is what the table has. */
export const createDeployments = ({ stores, cursors }: DeploymentsDeps): Deployments => ({
  listOfProject: async (caller, projectId, { limit, cursor }) => {
    const request = { userId: caller.userId, list: ['deployments', projectId], limit, cursor };
    const query = { index: byProjectIndex.indexName, partition: projectPartition(projectId) };
    const [page] = await Promise.all([
      listPage(stores.deployments, cursors, request, query),
      requireProject(stores, caller, projectId),
    ]);
    return mapPage(page, toView);
  },
});
