import { watchProcess, type WatchedProcess, type WatchOptions } from '@snapinfra/testing/process';
import { delimiter } from 'node:path';
import { DemoError } from './demo-error.ts';

const keptLines = 40;
/** Longer than what is started gives its own parts. */
const graceMs = 40_000;

export interface Running extends Pick<WatchedProcess, 'child'> {
  /** What it said last. */
  lastLines(): readonly string[];
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number>;
  /** SIGINT to the process and all that it started; SIGKILL when they take too long. */
  stop(): Promise<void>;
}

export type SpawnOptions = Pick<WatchOptions, 'cwd' | 'env' | 'onLine'>;

/** Starts a command in a process group of its own, so that nothing that it starts outlives it. */
export function start(command: string, args: readonly string[], options: SpawnOptions): Running {
  const { child, output, exited, stop } = watchProcess(command, args, { ...options, group: 'together' });
  return {
    child,
    lastLines: () => output().trimEnd().split('\n').slice(-keptLines),
    ended: exited.then(({ code }) => code ?? 1),
    stop: async () => void (await stop({ signal: 'SIGINT', graceMs })),
  };
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
