import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Looks whether the port can be listened on before the database is started, which takes seconds.
 * @throws the server's error where it cannot
 */
export const requireFreePort = async (host: string, port: number): Promise<void> => {
  const probe = createServer().listen({ host, port });
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
};
