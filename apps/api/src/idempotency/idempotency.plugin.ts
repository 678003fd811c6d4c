import fp from 'fastify-plugin';
import type { Idempotency } from './idempotency.ts';

/** Looks for the earlier answers to POSTs with an Idempotency-Key; is registered before what else a request reads. */
export const idempotencyPlugin = fp<{ readonly idempotency: Pick<Idempotency, 'begin'> }>(
  async (app, { idempotency }) => {
    app.decorateRequest('keyed', undefined);
    app.addHook('preHandler', async (request) => idempotency.begin(request));
  },
);
