import { Deployment, listProjectDeployments } from '@snapinfra/contracts';
import { exportRecords } from '../../records/exported-file.ts';
import { ownedListRoutes } from '../../records/owned-list-routes.ts';
import { createOwnedLists } from '../../records/owned-lists.ts';
import { createRemoval } from '../../records/removal.ts';
import { viewOf } from '../../records/view-of.ts';
import type { AreaDeps, Feature } from '../feature.ts';
import { DeploymentRecord } from './deployment-record.ts';

/** Deployments of projects. Nothing makes one yet: the list is what the table has. */
export const createDeployments = (deps: AreaDeps): Feature => {
  const table = deps.storage.open('deployments', DeploymentRecord);
  const lists = createOwnedLists(deps, table, 'deployments');
  const { sweep, hideOfProject } = createRemoval(deps, { table });
  return {
    routes: (app) => ownedListRoutes(app, deps, { lists, view: Deployment }).listOfProject(listProjectDeployments),
    sweeps: [sweep],
    hideOfProject,
    exportOfProject: exportRecords(table, 'deployments', viewOf(Deployment)),
  };
};
