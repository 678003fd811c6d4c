import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Checks that the port is free before the database is started, which takes seconds.
 * @throws the listen error if it is not
 */
export const requireFreePort = async (host: string, port: number): Promise<void> => {
  const probe = createServer().listen({ host, port });
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
};
