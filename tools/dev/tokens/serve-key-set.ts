import { once } from 'node:events';
import { createServer } from 'node:http';

/** Serves a JSON Web Key Set on a port of 127.0.0.1, until this process ends, even if it is killed. */
export const serveKeySet = async (keySet: object, port: number): Promise<void> => {
  const body = JSON.stringify(keySet);
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'application/jwk-set+json').end(body),
  );
  server.unref().listen(port, '127.0.0.1');
  await once(server, 'listening');
};
