import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/** How a process ended. One that could not be started has the code 127. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface WatchOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
  /**
   * A process group of its own, which a signal to the parent's does not reach: `alone` when `stop` signals the process,
   * `together` when it signals all that the process has started.
   */
  readonly group?: 'alone' | 'together';
  /** Opens a channel, whose end tells the process that its parent is gone. */
  readonly hasChannel?: boolean;
}

export interface StopOptions {
  /** Default SIGTERM. */
  readonly signal?: NodeJS.Signals;
  /** SIGKILL follows after this. */
  readonly graceMs: number;
}

/** A process that was started, what it says, and how it ends. */
export interface WatchedProcess {
  readonly child: ChildProcess;
  /** What it wrote to stdout and stderr: the last ten thousand lines at least. */
  readonly output: () => string;
  /** Resolves once what it wrote has been read. */
  readonly exited: Promise<ProcessExit>;
  readonly stop: (options: StopOptions) => Promise<ProcessExit>;
}

const keptLines = 10_000;

/** Starts a process and reads what it writes. */
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
      // A process that was stopped with SIGSTOP hears nothing until it goes on.
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
  // 'close' comes when the last line has been read, but not while a grandchild holds the pipe: 'exit' does then.
  const closed = once(child, 'close').catch(() => undefined);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await Promise.race([closed, whatIsThereWasRead()]);
    return { code, signal };
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return { code: 127, signal: null };
  }
};

/** Not by time alone: a process that did not run meanwhile finds its timers due before it has read anything. */
const whatIsThereWasRead = async (): Promise<void> => {
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
