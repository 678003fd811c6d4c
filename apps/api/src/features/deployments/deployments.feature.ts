import { createOwnedLists } from '../../storage/owned-lists.ts';
import type { AreaDeps, Feature } from '../feature.ts';
import { DeploymentRecord } from './deployment-record.ts';
import { deploymentRoutes } from './deployment.routes.ts';
import { createListDeployments } from './list-deployments.ts';

/** Deployments of projects. Nothing makes one yet: the list is what the table has. */
export const createDeployments = ({ storage, cursors, projects, clock }: AreaDeps): Feature => {
  const table = storage.open('deployments', DeploymentRecord);
  const lists = createOwnedLists({ cursors, requireProject: projects.require }, table, 'deployments');
  return { routes: (app) => deploymentRoutes(app, { listDeployments: createListDeployments({ lists }), clock }) };
};
