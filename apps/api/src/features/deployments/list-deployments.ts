import type { Caller } from '../../http/caller.ts';
import type { CursorCodec } from '../../http/cursor.ts';
import type { Page } from '../../http/envelope.ts';
import { mapPage } from '../../storage/list-page.ts';
import { createOwnedLists, type PageQuery } from '../../storage/owned-lists.ts';
import type { DeploymentRecord, Stores } from '../../storage/stores.ts';

export interface Deployments {
  listOfProject(caller: Caller, projectId: string, query: PageQuery): Promise<Page<DeploymentRecord>>;
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
export const createDeployments = (deps: DeploymentsDeps): Deployments => {
  const lists = createOwnedLists(deps, deps.stores.deployments, 'deployments');
  return {
    listOfProject: async (caller, projectId, query) => mapPage(await lists.ofProject(caller, projectId, query), toView),
  };
};
