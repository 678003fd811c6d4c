/** Thrown by {@link listening}: `message` says which variable leads elsewhere. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly code = 'port_not_available';
}

/**
 * Listens at the address of these two variables, the host's before the port's: `{ HOST: '127.0.0.1', PORT: 3000 }`.
 *
 * @throws PortError where the port is taken, or can't be listened on
 */
export const listening = async <Result>(
  address: Readonly<Record<string, string | number>>,
  listen: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await listen();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const [[hostName, host] = [], [portName, port] = []] = Object.entries(address);
    if (code === 'EADDRINUSE') throw new PortError(`Port ${port} is taken: set ${portName} to another one.`);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
      throw new PortError(`${host}:${port} can't be listened on: set ${hostName} or ${portName}.`);
    throw error;
  }
};
