import type { Feature, FeatureDeps } from '../feature.ts';
import { createHealthChecks } from './health-checks.ts';
import { healthRoutes } from './health.routes.ts';

/** Milliseconds that one check of a dependency may take. */
const timeoutMs = 2000;

/** Liveness and readiness. */
export const createHealth = ({ probes, clock, env }: FeatureDeps): Feature => {
  const health = createHealthChecks({ probes, clock, timeoutMs });
  return { routes: (app) => healthRoutes(app, { health, clock, environment: env.NODE_ENV }) };
};
