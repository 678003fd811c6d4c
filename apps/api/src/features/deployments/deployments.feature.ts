import { createRemoval } from '../../removal/removal.ts';
import { createOwnedLists } from '../../storage/owned-lists.ts';
import type { AreaDeps, Feature } from '../feature.ts';
import { deploymentKey, DeploymentRecord } from './deployment-record.ts';
import { deploymentRoutes } from './deployment.routes.ts';
import { createListDeployments } from './list-deployments.ts';

/** Deployments of projects. Nothing makes one yet: the list is what the table has. */
export const createDeployments = (deps: AreaDeps): Feature => {
  const { storage, cursors, projects, clock } = deps;
  const table = storage.open('deployments', DeploymentRecord);
  const lists = createOwnedLists({ cursors, requireProject: projects.require }, table, 'deployments');
  const removal = createRemoval(deps, { table, keyOf: deploymentKey });
  return {
    routes: (app) => deploymentRoutes(app, { listDeployments: createListDeployments({ lists }), clock }),
    sweeps: [removal.sweep],
    hideOfProject: removal.hideOfProject,
  };
};
