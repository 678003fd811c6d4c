import { createOwnedLists } from '../../records/owned-lists.ts';
import { createRemoval } from '../../records/removal.ts';
import type { AreaDeps, Feature } from '../feature.ts';
import { deploymentKey, DeploymentRecord } from './deployment-record.ts';
import { deploymentRoutes } from './deployment.routes.ts';
import { createListDeployments } from './list-deployments.ts';

/** Deployments of projects. Nothing makes one yet: the list is what the table has. */
export const createDeployments = (deps: AreaDeps): Feature => {
  const table = deps.storage.open('deployments', DeploymentRecord);
  const lists = createOwnedLists(deps, table, 'deployments');
  const { sweep, hideOfProject } = createRemoval(deps, { table, keyOf: deploymentKey });
  return {
    routes: (app) => deploymentRoutes(app, { listDeployments: createListDeployments({ lists }), clock: deps.clock }),
    sweeps: [sweep],
    hideOfProject,
  };
};
