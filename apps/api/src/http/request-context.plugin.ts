import { traceIdOf, type Span, type Telemetry } from '@snapinfra/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { contentEtag, isUnchanged } from './etag.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context of this request, for the work that it causes. */
    traceparent: string;
    span: Span<'http.server.request'> | undefined;
  }
}

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** The envelope without the time of the answer: the same content has the same ETag. */
const contentOf = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'timestamp' in payload && 'success' in payload
    ? { ...payload, timestamp: undefined }
    : undefined;

export interface RequestContextOptions {
  readonly telemetry: Telemetry;
}

/** Measures a request that was answered, and logs it in one line. */
const report = (telemetry: Telemetry, request: FastifyRequest, reply: FastifyReply): void => {
  const { method, routeOptions, caller } = request;
  const durationMs = Math.round(reply.elapsedTime);
  const line = { method, route: routeOptions.url, status: reply.statusCode, durationMs, userId: caller?.userId };
  const measured = {
    'http.request.method': method,
    'http.route': routeOptions.url ?? 'none',
    'http.response.status_code': String(reply.statusCode),
  };
  telemetry.record('http.server.request.duration', reply.elapsedTime, measured);
  request.span?.end(measured);
  const isProbe = routeOptions.url?.startsWith('/api/health') === true;
  request.log[isProbe ? 'debug' : 'info'](line, 'answered');
};

/** Request id, trace context, measurements, log lines and headers that every answer has. */
export const requestContextPlugin = fp<RequestContextOptions>(async (app, { telemetry }) => {
  app.decorateRequest('traceparent', '');
  app.decorateRequest('span', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    const { traceparent: sent } = request.headers;
    const parent = typeof sent === 'string' ? sent : undefined;
    const span = telemetry.startSpan('http.server.request', { parent });
    request.span = span;
    request.traceparent = span.traceparent;
    request.log = request.log.child({ traceId: traceIdOf(request.traceparent) });
    void reply.header('x-request-id', request.id);
    span.run(done);
  });
  app.addHook('preSerialization', async (request, reply, payload) => {
    const isShared = !reply.hasHeader('etag') && !reply.hasHeader('cache-control') && isRead(request.method);
    const content = isShared ? contentOf(payload) : undefined;
    if (content !== undefined) void reply.header('etag', contentEtag(content));
    return payload;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache');
    const etag = reply.getHeader('etag');
    if (!isRead(request.method) || reply.statusCode !== 200 || typeof etag !== 'string') return payload;
    if (!isUnchanged(request.headers['if-none-match'], etag)) return payload;
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return '';
  });
  app.addHook('onResponse', async (request, reply) => report(telemetry, request, reply));
});
