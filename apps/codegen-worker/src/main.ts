import { waitForDependencies } from '@snapinfra/aws-clients';
import { codegenWorkerEnv, EnvError, readEnv } from '@snapinfra/platform';
import { buildWorker } from './build-worker.ts';
import { createDependencies } from './dependencies.ts';
import { startHealthServer } from './health-server.ts';

/** One line a person can act on, instead of a stack trace. */
const giveUp = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const readEnvironment = () => {
  try {
    return readEnv(codegenWorkerEnv, process.env);
  } catch (error) {
    if (error instanceof EnvError) return giveUp(error.message);
    throw error;
  }
};

const env = readEnvironment();
const deps = createDependencies(env);
const { log } = deps;
const worker = buildWorker(deps);
const stopping = new AbortController();

const startHealth = async (port: number) => {
  try {
    return await startHealthServer({ host: env.HEALTH_HOST, port, isHealthy: worker.isHealthy });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') return giveUp(`Port ${port} is taken: set HEALTH_PORT to another one.`);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
      return giveUp(`${env.HEALTH_HOST}:${port} can't be listened on: set HEALTH_HOST or HEALTH_PORT.`);
    throw error;
  }
};
const health = env.HEALTH_PORT === undefined ? undefined : await startHealth(env.HEALTH_PORT);

const stop = async (signal: NodeJS.Signals): Promise<void> => {
  if (stopping.signal.aborted) return;
  stopping.abort();
  log.info({ signal }, 'stopping: finishing or giving back what is in progress');
  await worker.stop();
  await health?.close();
  deps.clients.destroy();
  log.info('stopped');
  // An upload that was given up may still wait for its answer.
  process.exit(0);
};
process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));

await waitForDependencies({ probes: deps.probes, log, signal: stopping.signal });
if (!stopping.signal.aborted) {
  worker.start();
  log.info({ healthPort: health?.port, concurrency: env.CODEGEN_CONCURRENCY }, 'ready');
}
