import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';
import { watchProcess, type ProcessExit } from './watch-process.ts';

export interface StartAppOptions {
  /** Entry relative to the root: `apps/api/src/main.ts`, or a bundle. */
  readonly entry: string;
  /** The whole environment, as in production; PATH and HOME are added. */
  readonly env: Readonly<Record<string, string>>;
  /** Answers 2xx when the app is ready. Without it the app counts as ready once it was spawned. */
  readonly readyUrl?: string;
  /** For one that hangs: an end is noticed at once. Default 90,000. */
  readonly readyTimeoutMs?: number;
}

/** An app's process, started as in production: `node apps/x/src/main.ts`. */
export interface RunningApp extends AsyncDisposable {
  readonly pid: number;
  /** What it has written to stdout and stderr so far. */
  readonly output: () => string;
  readonly exited: Promise<ProcessExit>;
  /** Any signal: `SIGKILL` for a crash, `SIGSTOP` and `SIGCONT` for a process that sleeps past its lease. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGTERM, and SIGKILL when that is not heeded within `timeoutMs` (default 20,000). */
  readonly stop: (options?: { readonly timeoutMs?: number }) => Promise<ProcessExit>;
}

const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Starts an app and waits until it is ready; rejects with its output when it ends before. */
export const startApp = async (options: StartAppOptions): Promise<RunningApp> => {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, ...options.env };
  const { child, output, exited, stop } = watchProcess(process.execPath, [options.entry], { cwd: workspaceRoot, env });
  let exit: ProcessExit | undefined;
  void exited.then((ended) => (exit = ended));
  // A test process that ends takes its apps with it.
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
