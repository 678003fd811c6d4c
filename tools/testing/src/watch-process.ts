import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/** How a process ended; code 127 if it could not be started. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface WatchOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
  /**
   * Starts the process in its own group, which signals to the parent's group do not reach. With `alone`, `stop` signals
   * only the process, with `together` the whole group.
   */
  readonly group?: 'alone' | 'together';
  /** Opens an IPC channel, by which the process can detect that its parent is gone. */
  readonly hasChannel?: boolean;
}

export interface StopOptions {
  /** Default SIGTERM. */
  readonly signal?: NodeJS.Signals;
  /** Time until SIGKILL. */
  readonly graceMs: number;
}

/** A running process and its output. */
export interface WatchedProcess {
  readonly child: ChildProcess;
  /** Its output to stdout and stderr, at least the last ten thousand lines. */
  readonly output: () => string;
  /** Resolves after its output has been read. */
  readonly exited: Promise<ProcessExit>;
  readonly stop: (options: StopOptions) => Promise<ProcessExit>;
}

const keptLines = 10_000;

/** Starts a process and reads its output. */
export const watchProcess = (command: string, args: readonly string[], options: WatchOptions): WatchedProcess => {
  const { cwd, env, onLine, group, hasChannel = false } = options;
  const child = spawn(command, args, {
    ...{ cwd, env, detached: group !== undefined },
    stdio: hasChannel ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const say = (line: string): void => {
    if (lines.push(line) > 2 * keptLines) lines.splice(0, keptLines);
    onLine?.(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', say);
  }
  const exited = exitOf(child, say);
  const send = (signal: NodeJS.Signals): void => {
    if (group === 'together' && child.pid !== undefined) signalGroup(child.pid, signal);
    else child.kill(signal);
  };
  return {
    child,
    output: () => lines.map((line) => `${line}\n`).join(''),
    exited,
    stop: async ({ signal = 'SIGTERM', graceMs }) => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return exited;
      send(signal);
      // A process that is suspended by SIGSTOP gets no signals until it continues.
      send('SIGCONT');
      const force = setTimeout(() => send('SIGKILL'), graceMs);
      try {
        return await exited;
      } finally {
        clearTimeout(force);
      }
    },
  };
};

const exitOf = async (child: ChildProcess, say: (line: string) => void): Promise<ProcessExit> => {
  // 'close' is emitted after the last line has been read, but not while a grandchild holds the pipe; 'exit' is.
  const closed = once(child, 'close').catch(() => undefined);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await Promise.race([closed, pendingOutputWasRead()]);
    return { code, signal };
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return { code: 127, signal: null };
  }
};

/** Not only a timer: after this process was suspended, timers fire before any output has been read. */
const pendingOutputWasRead = async (): Promise<void> => {
  await delay(200);
  await nextTurn();
  await nextTurn();
};

const signalGroup = (group: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
