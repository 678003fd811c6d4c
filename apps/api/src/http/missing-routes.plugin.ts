import { httpContracts } from '@snapinfra/contracts';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { refuse, type ProblemError } from './problem-error.ts';

const sourceOf = (url: string): string =>
  url
    .replaceAll('.', '[.]')
    .replaceAll(/:[A-Za-z]+/g, '[^/]+')
    .replace('*', '.+');

const routes = [
  ...Object.values(httpContracts).map(({ method, url }) => ({ methods: [method], url })),
  ...['/', '/docs', '/docs/', '/openapi.json', '/problems/:code'].map((url) => ({ methods: ['GET'], url })),
].map(({ methods, url }) => ({
  methods: methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
  pattern: new RegExp(`^${sourceOf(url)}$`),
}));

/** A path that exists with other methods is a 405 that names them. */
const missingRoute = ({ url, method }: FastifyRequest): ProblemError => {
  const path = url.split('?')[0] ?? '';
  const methods = [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods))];
  if (methods.length === 0 || methods.includes(method)) {
    return refuse('route_not_found', `Nothing answers ${method} ${path.slice(0, 200)}.`);
  }
  const allow = methods.join(', ');
  return refuse('method_not_allowed', `${method} is not one of ${allow}.`, { headers: { allow } });
};

/**
 * Refuses requests that no route serves, before the body is read: for any method (Node's parser knows forty) and whatever its
 * body is said to be.
 */
export const missingRoutesPlugin = fp(async (app) => {
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw missingRoute(request);
  });
  app.setNotFoundHandler((request) => {
    throw missingRoute(request);
  });
});
