import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

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

export interface AppExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** An app's process, started as in production: `node apps/x/src/main.ts`. */
export interface RunningApp extends AsyncDisposable {
  readonly pid: number;
  /** What it has written to stdout and stderr so far. */
  readonly output: () => string;
  readonly exited: Promise<AppExit>;
  /** Any signal: `SIGKILL` for a crash, `SIGSTOP` and `SIGCONT` for a process that sleeps past its lease. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGTERM, and SIGKILL when that is not heeded within `timeoutMs` (default 20,000). */
  readonly stop: (options?: { readonly timeoutMs?: number }) => Promise<AppExit>;
}

const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));
const maxOutputLength = 1_000_000;

/** Starts an app and waits until it is ready; rejects with its output when it ends before. */
export const startApp = async (options: StartAppOptions): Promise<RunningApp> => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [options.entry], {
    cwd: workspaceRoot,
    env: { PATH, HOME, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (output = (output + piece).slice(-maxOutputLength)));
  }
  let exit: AppExit | undefined;
  const exited = new Promise<AppExit>((resolve) => {
    child.once('error', (error) => (output += String(error)));
    child.once('close', (code, signal) => resolve((exit = { code, signal })));
  });
  // A test process that ends takes its apps with it.
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void exited.then(() => process.off('exit', killWithUs));

  const app: RunningApp = {
    pid: child.pid ?? 0,
    output: () => output,
    exited,
    signal: (signal) => void child.kill(signal),
    stop: ({ timeoutMs = 20_000 } = {}) => stopProcess(child, exited, timeoutMs),
    [Symbol.asyncDispose]: async () => void (await stopProcess(child, exited, 5_000)),
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
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${output.slice(-4_000)}`, {
      cause: error,
    });
  }
};

const isReady = async (url: string): Promise<boolean> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return answer.ok;
};

const stopProcess = async (
  child: ReturnType<typeof spawn>,
  exited: Promise<AppExit>,
  timeoutMs: number,
): Promise<AppExit> => {
  child.kill('SIGTERM');
  // A process that was stopped with SIGSTOP hears nothing until it goes on.
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
};
