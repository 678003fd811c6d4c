import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import Fastify, { type FastifyInstance } from 'fastify';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import type { Caller } from './core/access.ts';
import { createAuthenticate, isLocalHost } from './core/auth.ts';
import { answerClientError } from './core/client-errors.ts';
import { addContentHeaderChecks } from './core/content-headers.ts';
import { loadPlugins } from './core/custom-plugins.ts';
import type { Database, DatabaseHandle } from './core/database.ts';
import { addErrorHandling, sendServerProblem } from './core/errors.ts';
import { addGracefulStop } from './core/graceful-stop.ts';
import { addHealthRoutes } from './core/health.ts';
import { createHooks, type Hooks } from './core/hooks.ts';
import { addJsonParser } from './core/json-parser.ts';
import { limits } from './core/limits.ts';
import { loggerOptions } from './core/logger.ts';
import { addMissingRoutes } from './core/missing-routes.ts';
import { addReference } from './core/reference.ts';
import { forbidden } from './core/problems.ts';
import { createRegistry } from './core/registry.ts';
import type { Resource } from './core/resource.ts';
import { addResourceRoutes } from './core/resource-routes.ts';
import { lazyValidators } from './core/validators.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Drizzle, for your own queries. */
    readonly db: Database;
    /** Hooks before and after the changes of a resource: `app.hooks.on(orderResource, { … })`. */
    readonly hooks: Hooks;
  }
  interface FastifyRequest {
    /** The caller; undefined without a token. */
    caller: Caller | undefined;
  }
}

export interface AppDeps {
  readonly config: Config;
  readonly database: DatabaseHandle;
  readonly resources: readonly Resource[];
  /** Of the reference. */
  readonly title?: string;
  /** Where the owner's plugins are; src/custom by default. */
  readonly customFolder?: string;
}

const defaultCustomFolder = fileURLToPath(new URL('./custom', import.meta.url));

/** What a browser may load: the reference page brings all it needs. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'unsafe-inline'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    frameAncestors: ["'none'"],
  },
};

const createServer = (config: Config): FastifyInstance =>
  Fastify({
    logger: loggerOptions(config.logLevel),
    bodyLimit: limits.bodyBytes,
    routerOptions: { maxParamLength: 16_384 },
    // Cursors hold the values that a page ended with.
    http: { maxHeaderSize: 64 * 1024 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    requestTimeout: 60_000,
    genReqId: () => crypto.randomUUID(),
    frameworkErrors: sendServerProblem,
    clientErrorHandler: answerClientError,
  });

const addSecurity = async (app: FastifyInstance, config: Config): Promise<void> => {
  await app.register(helmet, { contentSecurityPolicy, strictTransportSecurity: config.auth.mode === 'jwt' });
  if (config.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: [...config.corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
      exposedHeaders: ['ETag', 'Location', 'Content-Location', 'Retry-After'],
      maxAge: 600,
      strictPreflight: false,
    });
  }
};

/** The server with everything but an open port; tests talk to it by `inject`. */
export const buildApp = async (deps: AppDeps): Promise<FastifyInstance> => {
  const { config, database } = deps;
  const registry = createRegistry(deps.resources);
  const hooks = createHooks();
  const authenticate = createAuthenticate(config.auth);
  const app = createServer(config);
  addErrorHandling(app);
  addGracefulStop(app);
  addContentHeaderChecks(app);
  addJsonParser(app);
  app.setValidatorCompiler(lazyValidators);
  app.decorate('db', database.db).decorate('hooks', hooks).decorateRequest('caller', undefined);
  await addSecurity(app, config);
  addMissingRoutes(app);
  await addReference(app, { registry, title: deps.title ?? 'API', needsToken: config.auth.mode === 'jwt' });
  addHealthRoutes(app, database);
  const plugins = await loadPlugins(deps.customFolder ?? defaultCustomFolder);
  await app.register(async (api) => {
    // Not for health checks: a process that is busy must not be taken for one that hangs, and be killed.
    const { maxEventLoopDelayMs } = config;
    if (maxEventLoopDelayMs > 0) {
      await api.register(underPressure, { maxEventLoopDelay: maxEventLoopDelayMs, retryAfter: 5 });
    }
    api.addHook('onRequest', async (request) => {
      if (config.auth.mode === 'none' && !isLocalHost(request.host))
        throw forbidden('Without tokens, only this machine is served.');
      request.caller = await authenticate(request);
    });
    for (const plugin of plugins) await api.register(plugin);
    addResourceRoutes(api, { db: database.db, hooks, registry });
  });
  app.addHook('onClose', () => database.close());
  await app.ready();
  return app;
};
