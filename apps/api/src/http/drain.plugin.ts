import fp from 'fastify-plugin';
import { refuse } from './problem-error.ts';

/** While the instance stops, requests that still come in on open connections are sent elsewhere. */
export const drainPlugin = fp(async (app) => {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async () => {
    if (!closing) return;
    throw refuse('shutting_down', 'This instance is stopping.', {
      headers: { 'retry-after': '1', connection: 'close' },
    });
  });
});
