import { NoQuery } from '@snapinfra/contracts';
import fp from 'fastify-plugin';

/**
 * A parameter that means nothing is refused everywhere, not only where an endpoint has others: its sender believed
 * that it did something. Unauthenticated endpoints are called by machines, which add parameters of their own.
 */
export const noQueryPlugin = fp(async (app) => {
  app.addHook('onRoute', (route) => {
    const schema = route.schema;
    if (!schema || schema.hide || schema.querystring || schema.security?.length === 0) return;
    route.schema = { ...schema, querystring: NoQuery };
  });
});
