import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';
import { watchProcess, type ProcessExit } from './watch-process.ts';

export interface StartAppOptions {
  /** Entry relative to the root: `apps/api/src/main.ts`, or a bundle. */
  readonly entry: string;
  /** The complete environment, as in production; only PATH, HOME and the folder of Node's compile cache are added. */
  readonly env: Readonly<Record<string, string>>;
  /** Returns 2xx when the app is ready. Without it, the app counts as ready as soon as it is spawned. */
  readonly readyUrl?: string;
  /** Only for a hanging app: an exit is detected immediately. Default 90,000. */
  readonly readyTimeoutMs?: number;
}

/** An app's process, started as in production: `node apps/x/src/main.ts`. */
export interface RunningApp extends AsyncDisposable {
  readonly pid: number;
  /** Its output to stdout and stderr so far. */
  readonly output: () => string;
  readonly exited: Promise<ProcessExit>;
  /** Sends a signal, such as `SIGKILL` for a crash, or `SIGSTOP` and `SIGCONT` to suspend it beyond its lease. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Sends SIGTERM, and SIGKILL after `timeoutMs` (default 20,000). */
  readonly stop: (options?: { readonly timeoutMs?: number }) => Promise<ProcessExit>;
}

const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Starts an app and waits until it is ready; rejects with its output if it exits before that. */
export const startApp = async (options: StartAppOptions): Promise<RunningApp> => {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  // Empty, it is off.
  const env = { PATH, HOME, NODE_COMPILE_CACHE, ...options.env };
  const { child, output, exited, stop } = watchProcess(process.execPath, [options.entry], { cwd: workspaceRoot, env });
  let exit: ProcessExit | undefined;
  void exited.then((ended) => (exit = ended));
  // Do not leave apps behind when the test process exits.
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void exited.then(() => process.off('exit', killWithUs));

  const app: RunningApp = {
    pid: child.pid ?? 0,
    output,
    exited,
    signal: (signal) => void child.kill(signal),
    stop: ({ timeoutMs = 20_000 } = {}) => stop({ graceMs: timeoutMs }),
    [Symbol.asyncDispose]: async () => void (await stop({ graceMs: 5_000 })),
  };
  const { readyUrl } = options;
  if (readyUrl === undefined) return app;
  try {
    await waitFor(() => exit !== undefined || isReady(readyUrl), {
      what: `${options.entry} at ${readyUrl}`,
      timeoutMs: options.readyTimeoutMs ?? 90_000,
    });
    if (exit) throw new Error(`${options.entry} ended with ${JSON.stringify(exit)} before it was ready`);
    return app;
  } catch (error) {
    await app.stop({ timeoutMs: 0 });
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${output().slice(-4_000)}`, {
      cause: error,
    });
  }
};

const isReady = async (url: string): Promise<boolean> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return answer.ok;
};
