import type { FastifyInstance } from 'fastify';

/**
 * While the server stops, each connection is closed after its current response. Otherwise keep-alive connections would
 * delay the shutdown until the process is killed with its database still open.
 */
export const addGracefulStop = (app: FastifyInstance): void => {
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) void reply.header('connection', 'close');
  });
  // For responses whose headers were sent before the shutdown began.
  app.addHook('onResponse', async () => {
    if (stopping) setImmediate(() => app.server.closeIdleConnections());
  });
};
