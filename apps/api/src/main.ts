import { waitForDependencies } from '@snapinfra/aws-clients';
import { apiEnv, EnvError, readEnv } from '@snapinfra/platform';
import { buildApp } from './build-app.ts';
import { createDependencies } from './dependencies.ts';

/** One line a person can act on, instead of a stack trace. */
const giveUp = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const start = () => {
  try {
    const env = readEnv(apiEnv, process.env);
    return { env, deps: createDependencies(env) };
  } catch (error) {
    if (error instanceof EnvError) return giveUp(error.message);
    throw error;
  }
};

const { env, deps } = start();
const { log, sweeper, probes, clients } = deps;
const app = await buildApp(deps);
const stopping = new AbortController();

const stop = async (signal: NodeJS.Signals): Promise<void> => {
  if (stopping.signal.aborted) return;
  stopping.abort();
  log.info({ signal }, 'stopping: requests in progress are finished');
  const late = setTimeout(() => {
    log.warn('stopped before everything was finished');
    process.exit(1);
  }, env.SHUTDOWN_GRACE_SECONDS * 1000);
  await Promise.all([app.close(), sweeper.stop()]);
  clearTimeout(late);
  clients.destroy();
  log.info('stopped');
};
process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));

try {
  await app.listen({ port: env.PORT, host: env.HOST });
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') giveUp(`Port ${env.PORT} is taken: set PORT to another one.`);
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    giveUp(`${env.HOST}:${env.PORT} can't be listened on: set HOST or PORT.`);
  throw error;
}
await waitForDependencies({ probes, log, signal: stopping.signal });
if (!stopping.signal.aborted) {
  sweeper.start();
  log.info('ready');
}
