import type { FastifyInstance, FastifyRequest } from 'fastify';
import { methodNotAllowed, notFound, type Problem } from './problems.ts';

interface Route {
  readonly methods: readonly string[];
  readonly segments: readonly string[];
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

const leadsTo = ({ segments }: Route, path: readonly string[]): boolean => {
  const rest = segments.indexOf('*');
  if (rest === -1 ? segments.length !== path.length : path.length <= rest) return false;
  return segments.every(
    (segment, index) => segment === '*' || segment.startsWith(':') || segment === decoded(path[index] ?? ''),
  );
};

/**
 * Rejects requests without a matching route before their body is read: with 405 and the allowed methods if the path
 * exists with other methods, otherwise with 404. This includes your own routes, and every method that Node's parser
 * knows.
 */
export const addMissingRoutes = (app: FastifyInstance): void => {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // The route for CORS preflight requests has no path of its own.
    if (url !== '*') routes.push({ methods: [method].flat(), segments: url.split('/') });
  });
  const refusalOf = ({ url, method }: FastifyRequest): Problem => {
    const path = (url.split('?')[0] ?? '').split('/');
    const methods = routes.filter((route) => leadsTo(route, path)).flatMap((route) => route.methods);
    return methods.length === 0 || methods.includes(method) ? notFound() : methodNotAllowed([...new Set(methods)]);
  };
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw refusalOf(request);
  });
  app.setNotFoundHandler((request) => {
    throw refusalOf(request);
  });
};
