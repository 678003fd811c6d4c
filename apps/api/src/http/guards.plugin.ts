import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import fp from 'fastify-plugin';
import { rateLimitWindowMs, type RateLimits } from '../rate-limits/rate-limits.ts';
import { refuse } from './problem-error.ts';

export interface GuardsOptions {
  readonly corsOrigins: readonly string[];
  readonly rateLimitPerMinute: number;
  /** Beyond this delay of the event loop new requests are shed; 0: never. */
  readonly maxEventLoopDelayMs: number;
}

const exposedHeaders = [
  'etag',
  'location',
  'retry-after',
  'x-request-id',
  'idempotent-replayed',
  'content-disposition',
];
const allowedHeaders = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'traceparent',
  'x-dev-user-id',
  'x-dev-email',
];

/** Load balancers ask these while the instance is busy: they must be answered. */
const isHealthCheck = (url: string): boolean => url.startsWith('/api/health');

const shed = async (app: Parameters<typeof underPressure>[0], maxEventLoopDelay: number) => {
  await app.register(underPressure, {
    maxEventLoopDelay,
    exposeStatusRoute: false,
    pressureHandler: (request) => {
      if (isHealthCheck(request.url)) return;
      throw refuse('overloaded', 'There is too much to do just now.', { headers: { 'retry-after': '2' } });
    },
  });
};

/** The guards of every route: security headers, CORS, load shedding and the rate limit. */
export const guardsPlugin = fp<GuardsOptions>(async (app, options) => {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  await app.register(cors, {
    origin: [...options.corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders,
    exposedHeaders,
    maxAge: 600,
    strictPreflight: false,
  });
  if (options.maxEventLoopDelayMs > 0) await shed(app, options.maxEventLoopDelayMs);
});

export interface RateLimitOptions extends Pick<GuardsOptions, 'rateLimitPerMinute'> {
  readonly rateLimits: RateLimits;
}

/** The limiter's own form of a store. */
const storeOf = (rateLimits: RateLimits) =>
  class Store {
    incr(key: string, done: (error: null, counted: { current: number; ttl: number }) => void): void {
      const { current, ttlMs } = rateLimits.count(key);
      done(null, { current, ttl: ttlMs });
    }
    child(): Store {
      return this;
    }
  };

/** Counts requests per caller, or per address where the caller is unauthenticated. Runs after authentication. */
export const rateLimitPlugin = fp<RateLimitOptions>(async (app, { rateLimitPerMinute, rateLimits }) => {
  await app.register(rateLimit, {
    max: rateLimitPerMinute,
    timeWindow: rateLimitWindowMs,
    store: storeOf(rateLimits),
    allowList: (request) => isHealthCheck(request.url),
    keyGenerator: (request) => (request.caller ? `user ${request.caller.userId}` : `address ${request.ip}`),
    errorResponseBuilder: (_request, { ttl }) =>
      refuse('rate_limited', `More than ${rateLimitPerMinute} requests in a minute.`, {
        headers: { 'retry-after': String(Math.max(1, Math.ceil(ttl / 1000))) },
      }),
  });
});
