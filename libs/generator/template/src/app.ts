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
    /** Hooks that run before and after changes to a resource: `app.hooks.on(orderResource, { … })`. */
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
  /** Title of the API reference; `API` by default. */
  readonly title?: string;
  /** Folder of your own plugins; src/custom by default. */
  readonly customFolder?: string;
}

const defaultCustomFolder = fileURLToPath(new URL('./custom', import.meta.url));

/** Allows nothing from other origins: the reference page is self-contained. */
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
    // Cursors are part of the URL and hold the sort values of the last row of a page.
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

/** Builds the server without listening on a port; tests use `inject`. */
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
    // Health checks are exempt: a busy process must not be mistaken for a hung one and be killed.
    const { maxEventLoopDelayMs } = config;
    if (maxEventLoopDelayMs > 0) {
      await api.register(underPressure, { maxEventLoopDelay: maxEventLoopDelayMs, retryAfter: 5 });
    }
    api.addHook('onRequest', async (request) => {
      if (config.auth.mode === 'none' && !isLocalHost(request.host))
        throw forbidden('Without authentication, the API only serves this machine.');
      request.caller = await authenticate(request);
    });
    for (const plugin of plugins) await api.register(plugin);
    addResourceRoutes(api, { db: database.db, hooks, registry });
  });
  app.addHook('onClose', () => database.close());
  await app.ready();
  return app;
};
