import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A process that holds a resource for this one, and releases it when this one exits or is killed. */
export interface HostProcess {
  /** Its first line of output, once the resource is open; rejects with its error output if that fails. */
  readonly firstLine: Promise<string>;
  /** Resolves when the resource is released. */
  readonly stop: () => Promise<void>;
}

/**
 * Runs a command in the background, and ends: a killer of the run, such as Nx, kills the descendants of its processes too, to
 * which the command then does not belong. Its stdin is descriptor 3, as Node closes that of the shell when the shell ends.
 */
const inBackground = '"$0" "$@" <&3 3<&- &';

/** Starts a script that calls {@link serveParent}. */
export const startHost = (script: URL, args: readonly string[], env: NodeJS.ProcessEnv): HostProcess => {
  // In its own process group, so that it can clean up if the group of the run is killed.
  const host = spawn('/bin/sh', ['-c', inBackground, process.execPath, fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
    env,
  });
  const [, stdout, stderr, stdin] = host.stdio as [null, Readable, Readable, Socket, undefined];
  stdin.on('error', () => undefined).resume();
  let complaints = '';
  stderr.setEncoding('utf8').on('data', (piece: string) => (complaints = (complaints + piece).slice(-4_000)));
  // The script has closed its output then.
  const ended = once(host, 'close');
  const readFirstLine = async (): Promise<string> => {
    const first = once(createInterface(stdout), 'line');
    const started = await Promise.race([first, ended.then(() => undefined)]);
    if (started === undefined) throw new Error(complaints.trim() || 'it exited without output');
    return String(started[0]);
  };
  return {
    firstLine: readFirstLine(),
    stop: async () => {
      stdin.end();
      await ended;
    },
  };
};

export interface Held {
  /** The line for the parent. */
  readonly line: string;
  readonly close: () => Promise<void>;
}

/** The script's side: opens the resource, prints its line, and releases it when the parent is done or gone. */
export const serveParent = async (name: string, open: () => Promise<Held>): Promise<void> => {
  const parentGone = new Promise<void>((resolve) => process.stdin.on('end', resolve).on('error', resolve).resume());
  // Writing to a killed parent fails, which must not prevent the cleanup.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // Only the end of stdin stops this process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  try {
    const { line, close } = await open();
    process.stdout.write(`${line}\n`);
    await parentGone;
    await close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
};
