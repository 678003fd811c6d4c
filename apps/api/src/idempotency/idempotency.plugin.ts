import fp from 'fastify-plugin';
import type { Idempotency } from './idempotency.ts';

/** Starts to read earlier answers to POSTs with an Idempotency-Key; registered before the access plugin, which may replay them. */
export const idempotencyPlugin = fp<{ readonly idempotency: Pick<Idempotency, 'begin'> }>(
  async (app, { idempotency }) => {
    app.decorateRequest('keyed', undefined);
    app.addHook('preHandler', async (request) => idempotency.begin(request));
  },
);
