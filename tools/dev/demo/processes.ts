import { watchProcess, type WatchedProcess, type WatchOptions } from '@snapinfra/testing/process';
import { delimiter } from 'node:path';
import { DemoError } from './demo-error.ts';

const keptLines = 40;
/** Longer than the grace period that `npm start` gives its parts. */
const serverGraceMs = 40_000;
/** `npm ci` takes half a minute to undo what it did; the next demo makes the folder anew. */
const commandGraceMs = 2_000;

export interface Running extends Pick<WatchedProcess, 'child'> {
  /** Its last lines of output. */
  lastLines(): readonly string[];
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number>;
  /** Sends SIGINT to the process and its descendants, and SIGKILL after a grace period. */
  stop(): Promise<void>;
}

export type SpawnOptions = Pick<WatchOptions, 'cwd' | 'env' | 'onLine'>;

const startWith = (command: string, args: readonly string[], options: SpawnOptions, graceMs: number): Running => {
  const { child, output, exited, stop } = watchProcess(command, args, { ...options, group: 'together' });
  return {
    child,
    lastLines: () => output().trimEnd().split('\n').slice(-keptLines),
    ended: exited.then(({ code }) => code ?? 1),
    stop: async () => void (await stop({ signal: 'SIGINT', graceMs })),
  };
};

/** Starts a command in its own process group, so that its descendants can be stopped with it. */
export function start(command: string, args: readonly string[], options: SpawnOptions): Running {
  return startWith(command, args, options, serverGraceMs);
}

/** Runs a command to its end; a failure includes its last output. */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { register: (running: Running) => void },
): Promise<void> {
  const running = startWith(command, args, options, commandGraceMs);
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
 * The environment of a user's shell: without the variables and PATH entries that npm and this repository add for their
 * scripts, so that the generated project runs on the Node and npm of this machine.
 */
export function ownersEnvironment(env: NodeJS.ProcessEnv, workspaceRoot: string): NodeJS.ProcessEnv {
  const kept = /^npm_config_(registry|userconfig|globalconfig|cache|proxy|https_proxy|noproxy|cafile)$/i;
  const entries = Object.entries(env).filter(
    ([name]) => !/^(npm_|NODE_ENV$|NODE_CHANNEL_|INIT_CWD$)/i.test(name) || kept.test(name),
  );
  const path = (env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.startsWith(workspaceRoot));
  return { ...Object.fromEntries(entries), PATH: path.join(delimiter) };
}
