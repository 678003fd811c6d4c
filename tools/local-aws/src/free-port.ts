import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFileHolder, takeLockFile } from './lock-file.mjs';

/** The wanted port is in use. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} on 127.0.0.1 is in use.`);
    this.port = port;
  }
}

/**
 * A free port of 127.0.0.1: the wanted one, or any. In the latter case the port is reserved for this process until it
 * exits: this function does not return it to other processes, and it is outside of the range from which the kernel
 * assigns ports. So it will still be free when the process that is started on it begins to listen.
 *
 * @throws PortTakenError
 */
export const claimPort = async (wanted = 0): Promise<number> => {
  if (wanted !== 0) {
    if (await isFree(wanted)) return wanted;
    throw new PortTakenError(wanted);
  }
  for (;;) {
    const port = randomInt(firstPort, lastPort + 1);
    if (take(String(port)) === undefined && (await isFree(port))) return port;
  }
};

/** Below the ephemeral ports of Linux (32768 and above), macOS and Windows (49152 and above). */
const firstPort = 20_000;
const lastPort = 29_999;

/** Per user, because of file permissions. */
const reservations = join(tmpdir(), `snapinfra-ports-${process.getuid?.() ?? ''}`);

const mine: (() => void)[] = [];

/** Reserves a name; returns the process that already holds it, which may be this one. */
const take = (name: string): number | undefined => {
  mkdirSync(reservations, { recursive: true });
  const lock = takeLockFile(join(reservations, name));
  if (!lock.ok) return lock.holderPid;
  if (mine.push(lock.unlock) === 1) process.once('exit', () => mine.forEach((unlock) => unlock()));
  return undefined;
};

/**
 * Announces that this process will listen on a port until it exits, because seconds pass between checking that a port
 * is free and listening on it.
 *
 * @returns the process that has already announced the port, if any
 */
export const announcePort = (port: number): number | undefined => take(announcement(port));

/** The running process that has announced a port. */
export const announcedBy = (port: number): number | undefined => lockFileHolder(join(reservations, announcement(port)));

const announcement = (port: number): string => `system-${port}`;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
