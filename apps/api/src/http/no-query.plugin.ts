import { NoQuery } from '@snapinfra/contracts';
import fp from 'fastify-plugin';

/**
 * A parameter that means nothing is refused everywhere, not only where an endpoint has others: whoever sent it believed
 * that it did something. What anybody may call is asked by machines, which add what they like.
 */
export const noQueryPlugin = fp(async (app) => {
  app.addHook('onRoute', (route) => {
    const schema = route.schema;
    if (!schema || schema.hide || schema.querystring || schema.security?.length === 0) return;
    route.schema = { ...schema, querystring: NoQuery };
  });
});
