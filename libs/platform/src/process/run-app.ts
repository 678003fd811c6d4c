import type { Static, TObject } from 'typebox';
import { EnvError, readEnv } from '../env/read-env.ts';
import { PortError } from './listening.ts';

/** An app as a process. */
export interface AppProcess {
  readonly log: Readonly<Record<'info' | 'warn', (fields: object, line: string) => void>>;
  /**
   * Begins to listen or to take work, and resolves with the fields of the log line `ready`. `stopping` aborts when the process
   * is told to stop; a start that is still waiting then gives up, and nothing is logged.
   */
  readonly start: (stopping: AbortSignal) => Promise<object>;
  /** Resolves when nothing is under way any more. */
  readonly stop: () => Promise<unknown>;
  /** How long `stop` may take before the process is ended; absent where `stop` keeps the time itself. */
  readonly graceMs?: number;
  /** Ends the process after `stop` even where something is still under way, such as an upload that was given up. */
  readonly exitsAfterStop?: boolean;
}

/** Ends the process with a line that a person can act on, where there is one, instead of a stack trace. */
const giveUp = (error: unknown): never => {
  if (!(error instanceof EnvError) && !(error instanceof PortError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
};

const stopAtSignals = ({ log, stop, graceMs, exitsAfterStop = false }: AppProcess): AbortSignal => {
  const stopping = new AbortController();
  const onSignal = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    log.info({ signal }, 'stopping: finishing or giving back what is in progress');
    const giveUpLate = () => {
      log.warn({}, 'stopped before everything was finished');
      process.exit(1);
    };
    const late = graceMs === undefined ? undefined : setTimeout(giveUpLate, graceMs);
    await stop();
    clearTimeout(late);
    log.info({}, 'stopped');
    if (exitsAfterStop) process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, (name) => void onSignal(name));
  return stopping.signal;
};

/**
 * Runs an app: reads its environment, starts it, and stops it at SIGTERM or SIGINT. What is wrong with the environment, or
 * with the port, is one line on stderr, and the exit code 1.
 */
export const runApp = async <Schema extends TObject>(
  schema: Schema,
  variables: Readonly<Record<string, string | undefined>>,
  create: (env: Static<Schema>) => AppProcess | Promise<AppProcess>,
): Promise<void> => {
  try {
    const app = await create(readEnv(schema, variables));
    const stopping = stopAtSignals(app);
    const started = await app.start(stopping);
    if (!stopping.aborted) app.log.info(started, 'ready');
  } catch (error) {
    giveUp(error);
  }
};
