import { createServer, type AddressInfo } from 'node:net';

/** Thrown when a port that was asked for is in use; the message names the port. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} on 127.0.0.1 is in use.`);
    this.port = port;
  }
}

/**
 * A port of 127.0.0.1 that nobody listens on: the wanted one, or any when none is wanted.
 *
 * @throws PortTakenError
 */
export const claimPort = (wanted = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(wanted) : error),
    );
    probe.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
