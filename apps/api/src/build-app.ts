import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Telemetry } from '@snapinfra/platform';
import Fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import type { Background } from './runtime/background.ts';
import type { Clock } from './runtime/clock.ts';
import type { NewId } from './runtime/new-id.ts';
import type { Feature } from './features/feature.ts';
import { callersPlugin } from './http/callers.plugin.ts';
import type { App } from './http/app-instance.ts';
import { createClientErrorHandler } from './http/client-error.ts';
import { drainPlugin } from './http/drain.plugin.ts';
import { guardsPlugin, rateLimitPlugin } from './http/guards.plugin.ts';
import { jsonBodyPlugin } from './http/json-body.plugin.ts';
import { missingRoutesPlugin } from './http/missing-routes.plugin.ts';
import { noQueryPlugin } from './http/no-query.plugin.ts';
import { openApiPlugin } from './http/openapi.plugin.ts';
import { problemRoutes } from './http/problem.routes.ts';
import { createFrameworkErrorHandler, problemsPlugin } from './http/problems.plugin.ts';
import { requestContextPlugin } from './http/request-context.plugin.ts';
import { validatorCompiler } from './http/validator-compiler.ts';
import type { VerifyToken } from './http/verify-token.ts';
import type { AwsClients } from '@snapinfra/aws-clients';
import { accessPlugin } from './access/access.plugin.ts';
import type { RightsStores } from './access/rights.ts';
import type { Idempotency } from './idempotency/idempotency.ts';
import { idempotencyPlugin } from './idempotency/idempotency.plugin.ts';
import type { RateLimits } from './rate-limits/rate-limits.ts';

export interface AppConfig {
  /** NODE_ENV. */
  readonly environment: string;
  readonly version: string;
  readonly authMode: 'jwt' | 'dev';
  readonly corsOrigins: readonly string[];
  readonly rateLimitPerMinute: number;
  readonly trustProxy: boolean;
  /** Beyond this delay of the event loop new requests are shed; 0: never. */
  readonly maxEventLoopDelayMs: number;
}

export interface AppDeps {
  readonly config: AppConfig;
  readonly log: FastifyBaseLogger;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly verifyToken: VerifyToken | undefined;
  readonly features: readonly Feature[];
  readonly idempotency: Pick<Idempotency, 'begin' | 'replay'>;
  readonly rights: RightsStores;
  readonly clients: Pick<AwsClients, 'dynamo'>;
  readonly background: Background;
  readonly rateLimits: RateLimits;
  readonly telemetry: Telemetry;
}

/** Bodies of requests, in bytes: 10 MB. */
export const bodyLimitBytes = 10 * 1024 * 1024;

const createInstance = ({ config, log, newId }: AppDeps): App => {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newId,
    requestIdHeader: false,
    bodyLimit: bodyLimitBytes,
    trustProxy: config.trustProxy,
    // Refused by a hook as a problem, rather than by the framework's own text.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // Longer than a load balancer keeps its connections.
    keepAliveTimeout: 72_000,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: createFrameworkErrorHandler(config.corsOrigins),
    clientErrorHandler: createClientErrorHandler(newId),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // Documents are given back as they were sent: nothing is dropped on the way out.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  return app;
};

/** The gateway, complete but not listening. */
export const buildApp = async (deps: AppDeps): Promise<App> => {
  const { config, features, background } = deps;
  const app = createInstance(deps);
  await app.register(requestContextPlugin, deps);
  await app.register(problemsPlugin);
  await app.register(guardsPlugin, config);
  await app.register(drainPlugin);
  await app.register(missingRoutesPlugin);
  await app.register(jsonBodyPlugin);
  await app.register(callersPlugin, { authMode: config.authMode, verifyToken: deps.verifyToken });
  await app.register(rateLimitPlugin, { ...config, rateLimits: deps.rateLimits });
  await app.register(idempotencyPlugin, deps);
  await app.register(accessPlugin, { stores: deps.rights, clients: deps.clients, replay: deps.idempotency.replay });
  await app.register(noQueryPlugin);
  await app.register(openApiPlugin, config);
  problemRoutes(app);
  for (const feature of features) feature.routes(app);
  app.addHook('onClose', () => background.drain());
  return app;
};
