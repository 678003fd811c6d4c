import { Deployment } from '@snapinfra/contracts';
import type { Caller } from '../../http/caller.ts';
import type { Page } from '../../http/envelope.ts';
import { mapPage } from '../../storage/list-page.ts';
import { viewOf } from '../../records/owned-record-routes.ts';
import type { OwnedLists, PageQuery } from '../../records/owned-lists.ts';
import type { DeploymentRecord } from './deployment-record.ts';

export type ListDeployments = (caller: Caller, projectId: string, query: PageQuery) => Promise<Page<Deployment>>;

/** The deployments of a project, newest first. */
export const createListDeployments =
  ({ lists }: { readonly lists: OwnedLists<DeploymentRecord> }): ListDeployments =>
  async (caller, projectId, query) =>
    mapPage(await lists.ofProject(caller, projectId, query), viewOf(Deployment));
