import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import fp from 'fastify-plugin';
import { refuse } from './problem-error.ts';

/**
 * Ends connections once they are told to: at once those on which nothing is under way (also those that never carried a
 * request, which Node does not count as idle), the others with the answer that is under way.
 */
const createConnections = (server: Server) => {
  /** How many requests are under way on each: more than one where a client sends without waiting for answers. */
  const open = new Map<Socket, number>();
  let ending = false;
  const count = (socket: Socket, change: 1 | -1): void => {
    const underWay = (open.get(socket) ?? 0) + change;
    if (!socket.destroyed) open.set(socket, underWay);
    if (ending && underWay === 0) socket.destroySoon();
  };
  server.on('connection', (socket: Socket) => {
    if (ending) socket.destroy();
    open.set(socket, 0);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  return {
    end: () => {
      ending = true;
      for (const [socket, underWay] of open) if (underWay === 0) socket.destroy();
    },
  };
};

/**
 * While the instance stops, requests that still come in on open connections are sent elsewhere, and no connection on which
 * nothing is under way holds up the process. A request whose body does not come is waited for until the grace period ends;
 * an answer that its client reads more slowly than we stop may be cut off, as Node takes a connection for idle once the
 * answer is written.
 */
export const drainPlugin = fp(async (app) => {
  const connections = createConnections(app.server);
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    connections.end();
  });
  app.addHook('onRequest', async () => {
    if (!closing) return;
    throw refuse('shutting_down', 'This instance is stopping.', { headers: { 'retry-after': '1' } });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) void reply.header('connection', 'close');
  });
});
