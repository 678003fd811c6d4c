import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { DemoError } from './demo-error.ts';

const keptLines = 40;
/** Longer than what is started gives its own parts. */
const graceMs = 40_000;

export interface Running {
  readonly child: ChildProcess;
  /** What it said last. */
  lastLines(): readonly string[];
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number>;
  /** SIGINT to the process and all that it started; SIGKILL when they take too long. */
  stop(): Promise<void>;
}

export interface SpawnOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
}

/** Starts a command in a process group of its own, so that nothing that it starts outlives it. */
export function start(command: string, args: readonly string[], { cwd, env, onLine }: SpawnOptions): Running {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      onLine?.(line);
    });
  }
  const ended = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      lines.push(error.message);
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  const stop = async () => {
    const group = child.pid;
    if (group === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const timer = setTimeout(() => signalGroup(group, 'SIGKILL'), graceMs);
    const exited = once(child, 'exit');
    signalGroup(group, 'SIGINT');
    await exited;
    clearTimeout(timer);
  };
  return { child, lastLines: () => lines, ended, stop };
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Runs a command to its end; a failure shows what it said last. */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { register: (running: Running) => void },
): Promise<void> {
  const running = start(command, args, options);
  options.register(running);
  const code = await running.ended;
  if (code !== 0) {
    throw new DemoError(
      `${[command, ...args].join(' ')} ended with code ${code} in ${options.cwd}`,
      running.lastLines(),
    );
  }
}

/**
 * The environment as the owner of the generated project has it: without what npm and this repository put into the
 * environment of their own scripts, so that the project runs on the Node and npm of this machine.
 */
export function ownersEnvironment(env: NodeJS.ProcessEnv, workspaceRoot: string): NodeJS.ProcessEnv {
  const kept = /^npm_config_(registry|userconfig|globalconfig|cache|proxy|https_proxy|noproxy|cafile)$/i;
  const entries = Object.entries(env).filter(
    ([name]) => !/^(npm_|NODE_ENV$|NODE_CHANNEL_|INIT_CWD$)/i.test(name) || kept.test(name),
  );
  const path = (env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.startsWith(workspaceRoot));
  return { ...Object.fromEntries(entries), PATH: path.join(delimiter) };
}
