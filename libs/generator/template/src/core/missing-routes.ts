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
 * A request that no route serves is refused before its body is read: an address with other methods answers 405 and
 * names them, whatever the method (Node's parser knows forty), the body or the headers. The owner's routes are among them.
 */
export const addMissingRoutes = (app: FastifyInstance): void => {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // Preflights (`*`) are of no address.
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
