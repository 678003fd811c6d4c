import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFileHolder, takeLockFile } from './lock-file.mjs';

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
 * A port of 127.0.0.1 that nobody listens on: the wanted one, or any when none is wanted. That one is this process's until
 * it ends: nobody else is given it by this function, and it lies where the kernel takes none for connections or for who
 * listens on port 0. So it is still free when what is started for it gets round to listening.
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

/** Below the ports that Linux (32768 and above), macOS and Windows (49152 and above) give out by themselves. */
const firstPort = 20_000;
const lastPort = 29_999;

/** By user: what one has made, another can't write to. */
const reservations = join(tmpdir(), `snapinfra-ports-${process.getuid?.() ?? ''}`);

const mine: (() => void)[] = [];

/** The process that has it, where that is another one or has asked before. */
const take = (name: string): number | undefined => {
  mkdirSync(reservations, { recursive: true });
  const lock = takeLockFile(join(reservations, name));
  if (!lock.ok) return lock.holderPid;
  if (mine.push(lock.unlock) === 1) process.once('exit', () => mine.forEach((unlock) => unlock()));
  return undefined;
};

/**
 * Says that a system of this process will listen on a port, from now to its end: between the look whether a port is free and
 * the moment that somebody listens on it are seconds.
 *
 * @returns the process that has said so before, if there is one
 */
export const announcePort = (port: number): number | undefined => take(announcement(port));

/** The live process that has announced a port. */
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
