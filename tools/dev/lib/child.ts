import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { bundledNode } from './bundled-node.mjs';
import { workspaceRoot } from './ensure-installed.mjs';

const exitWithParent = new URL('./exit-with-parent.ts', import.meta.url).href;

export interface ChildOptions {
  /** Script, relative to the checkout, and its arguments. */
  readonly command: readonly [script: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
}

export interface Child {
  readonly pid: number | undefined;
  /** How it ended, in words: `code 1`, `signal SIGKILL`. */
  readonly exited: Promise<string>;
  /** SIGTERM, and SIGKILL when it has not gone after the time given. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
}

/**
 * Starts a script of the checkout under its Node. The child has a process group of its own, so that Ctrl-C in the
 * terminal reaches it through us, in order; it ends by itself when we are gone (exit-with-parent.ts).
 */
export const startChild = ({ command, env, onLine }: ChildOptions): Child => {
  const child = spawn(
    bundledNode(),
    ['--disable-warning=ExperimentalWarning', '--import', exitWithParent, ...command],
    {
      cwd: workspaceRoot,
      env: env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', onLine);
  }
  // 'close' comes when the last line has been read, but not while a grandchild holds the pipe: 'exit' does then.
  const closed = once(child, 'close');
  const exited = once(child, 'exit').then(async ([code, signal]) => {
    await Promise.race([closed, whatIsThereWasRead()]);
    return signal ? `signal ${String(signal)}` : `code ${String(code)}`;
  });
  return {
    pid: child.pid,
    exited,
    kill: () => child.kill('SIGKILL'),
    stop: async (graceMs) => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(force);
    },
  };
};

/** Not by time alone: a process that did not run meanwhile finds its timers due before it has read anything. */
const whatIsThereWasRead = async (): Promise<void> => {
  await delay(200);
  await nextTurn();
  await nextTurn();
};
