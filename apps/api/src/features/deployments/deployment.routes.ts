import { listProjectDeployments } from '@snapinfra/contracts';
import type { Clock } from '../../runtime/clock.ts';
import type { App } from '../../http/app-instance.ts';
import { listEnvelope } from '../../http/envelope.ts';
import type { ListDeployments } from './list-deployments.ts';

export interface DeploymentRoutesDeps {
  readonly listDeployments: ListDeployments;
  readonly clock: Clock;
}

/** Deployments. */
export const deploymentRoutes = (app: App, { listDeployments, clock }: DeploymentRoutesDeps): void => {
  app.route({
    ...listProjectDeployments,
    handler: async ({ caller, params, query }) =>
      listEnvelope(await listDeployments(caller, params.projectId, query), clock()),
  });
};
