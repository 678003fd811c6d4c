import { createServer, type Server } from 'node:http';
import { once } from 'node:events';

export interface HealthServer {
  /** The port it listens on. */
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** `GET /health`: 200 while `isHealthy` says so, else 503; for load balancers, containers and the local start. */
export const startHealthServer = async (options: {
  readonly host: string;
  readonly port: number;
  readonly isHealthy: () => boolean;
}): Promise<HealthServer> => {
  const server: Server = createServer((request, response) => {
    const known = request.method === 'GET' && request.url === '/health';
    const healthy = options.isHealthy();
    response.writeHead(known ? (healthy ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: known ? (healthy ? 'healthy' : 'unhealthy') : 'not found' }));
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
