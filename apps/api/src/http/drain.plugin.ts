import fp from 'fastify-plugin';
import { refuse } from './problem-error.ts';

/**
 * While the instance stops, requests that still come in on open connections are sent elsewhere, and a connection ends with
 * the answer that is under way on it: one that its client keeps for the next request would hold up the process.
 */
export const drainPlugin = fp(async (app) => {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async () => {
    if (!closing) return;
    throw refuse('shutting_down', 'This instance is stopping.', { headers: { 'retry-after': '1' } });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) void reply.header('connection', 'close');
  });
  // For answers whose headers were sent before, such as event streams.
  app.addHook('onResponse', async () => {
    if (closing) setImmediate(() => app.server.closeIdleConnections());
  });
});
