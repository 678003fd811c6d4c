/** Thrown by {@link listening}: `message` says which variable leads elsewhere. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly code = 'port_not_available';
}

/** An address to listen at, with the variables that it comes from: `{ host: ['HOST', host], port: ['PORT', port] }`. */
export interface ListeningAddress {
  readonly host: readonly [variable: string, value: string];
  readonly port: readonly [variable: string, value: number];
}

/**
 * Calls `listen`, which listens at this address.
 *
 * @throws PortError where the port is taken, or can't be listened on
 */
export const listening = async <Result>(
  { host: [hostName, host], port: [portName, port] }: ListeningAddress,
  listen: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await listen();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new PortError(`Port ${port} is taken: set ${portName} to another one.`);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
      throw new PortError(`${host}:${port} can't be listened on: set ${hostName} or ${portName}.`);
    throw error;
  }
};
