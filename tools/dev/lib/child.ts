import { watchProcess } from '@snapinfra/testing/process';
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
  const args = ['--disable-warning=ExperimentalWarning', '--import', exitWithParent, ...command];
  const { child, exited, stop } = watchProcess(bundledNode(), args, {
    ...{ cwd: workspaceRoot, env: { ...env }, onLine },
    ...{ group: 'alone', hasChannel: true },
  });
  return {
    pid: child.pid,
    exited: exited.then(({ code, signal }) => (signal ? `signal ${signal}` : `code ${code}`)),
    kill: () => child.kill('SIGKILL'),
    stop: async (graceMs) => void (await stop({ graceMs })),
  };
};
