import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process that holds something open for this one, and closes it when this one ends, however that ended. */
export interface HostProcess {
  /** What it says once the thing is open; rejects with its complaints when that fails. */
  readonly firstLine: Promise<string>;
  /** Resolves when everything is closed. */
  readonly stop: () => Promise<void>;
}

/** Starts a script that calls {@link serveParent}. */
export const startHost = (script: URL, args: readonly string[], env: NodeJS.ProcessEnv): HostProcess => {
  // A process group of its own: what kills the run's group does not keep it from cleaning up.
  const host = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env,
  });
  let complaints = '';
  host.stderr.setEncoding('utf8').on('data', (piece: string) => (complaints = (complaints + piece).slice(-4_000)));
  const ended = once(host, 'close');
  const readFirstLine = async (): Promise<string> => {
    const line = once(createInterface(host.stdout), 'line');
    const started = await Promise.race([line, ended.then(() => undefined)]);
    if (started === undefined) throw new Error(complaints.trim() || 'it ended without a word');
    return String(started[0]);
  };
  return {
    firstLine: readFirstLine(),
    stop: async () => {
      host.stdin.end();
      await ended;
    },
  };
};

export interface Held {
  /** What the parent is told: one line. */
  readonly line: string;
  readonly close: () => Promise<void>;
}

/** The script's side: opens something, tells the parent its line, closes it when the parent is done or gone, and exits. */
export const serveParent = async (name: string, open: () => Promise<Held>): Promise<void> => {
  const parentGone = new Promise<void>((resolve) => process.stdin.on('end', resolve).on('error', resolve).resume());
  // A parent that was killed reads nothing any more; that must not keep us from cleaning up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // The parent says when it is over.
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
