import { createDependencyProbes, type DependencyProbe } from '@snapinfra/aws-clients';
import { tableNames } from '@snapinfra/platform';
import type { Feature, FeatureDeps } from '../feature.ts';
import { createHealthChecks } from './health-checks.ts';
import { healthRoutes } from './health.routes.ts';

/** Milliseconds that one check of a dependency may take. */
const timeoutMs = 2000;

/** Liveness and readiness, of what all areas need and of what some need beside. */
export const createHealth = (
  { clients, clock, env }: FeatureDeps,
  probesOfAreas: readonly DependencyProbe[],
): Feature => {
  const tableName = tableNames(env.DYNAMODB_TABLE_PREFIX).projects;
  const probes = createDependencyProbes({ clients, tableName, bucket: env.S3_BUCKET_NAME });
  const health = createHealthChecks({ probes: [...probes, ...probesOfAreas], clock, timeoutMs });
  return { routes: (app) => healthRoutes(app, { health, clock, environment: env.NODE_ENV }), probes };
};
