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
  /** How it ended, such as `code 1` or `signal SIGKILL`. */
  readonly exited: Promise<string>;
  /** Sends SIGTERM, and SIGKILL if it is still running after the grace period. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
}

/**
 * Starts a script of the checkout on the bundled Node. The child has its own process group, so that Ctrl-C in the
 * terminal does not reach it directly, and exits if this process is gone (exit-with-parent.ts).
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
