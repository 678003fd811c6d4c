import { getHealth, getReadiness, type Health } from '@snapinfra/contracts';
import type { Clock } from '../../runtime/clock.ts';
import type { App } from '../../http/app-instance.ts';
import type { HealthChecks, ServicesHealth } from './health-checks.ts';

export interface HealthRoutesDeps {
  readonly health: HealthChecks;
  readonly clock: Clock;
  /** NODE_ENV. */
  readonly environment: string;
}

/** Liveness and readiness. */
export const healthRoutes = (app: App, { health, clock, environment }: HealthRoutesDeps): void => {
  const answer = (services: ServicesHealth, otherwise: 'degraded' | 'unhealthy'): Health => ({
    status: Object.values(services).every(({ status }) => status === 'healthy') ? 'healthy' : otherwise,
    timestamp: clock().toISOString(),
    uptime: Math.round(process.uptime()),
    environment,
    services,
  });
  app.route({
    ...getHealth,
    handler: async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
      return answer(await health.recent(), 'degraded');
    },
  });
  app.route({
    ...getReadiness,
    handler: async (_request, reply) => {
      const body = answer(await health.check(), 'unhealthy');
      return reply
        .code(body.status === 'healthy' ? 200 : 503)
        .header('cache-control', 'no-store')
        .headers(body.status === 'healthy' ? {} : { 'retry-after': '5' })
        .send(body);
    },
  });
};
