import type { FastifyInstance } from 'fastify';

/**
 * While the server stops, a connection ends with the answer that is under way on it. Clients that keep theirs open for
 * the next request would hold up the process until it is killed, with its database still open.
 */
export const addGracefulStop = (app: FastifyInstance): void => {
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) void reply.header('connection', 'close');
  });
  // For answers whose headers were sent before.
  app.addHook('onResponse', async () => {
    if (stopping) setImmediate(() => app.server.closeIdleConnections());
  });
};
