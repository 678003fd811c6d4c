import { codegenWorkerEnv, EnvError, readEnv } from '@snapinfra/contracts';
import { buildWorker } from './build-worker.ts';
import { createDependencies } from './dependencies.ts';
import { startHealthServer } from './health-server.ts';
import { waitForDependencies } from './wait-for-dependencies.ts';

const readEnvironment = () => {
  try {
    return readEnv(codegenWorkerEnv, process.env);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
};

const env = readEnvironment();
const deps = createDependencies(env);
const { log } = deps;
const worker = buildWorker(deps);
const stopping = new AbortController();

const health =
  env.HEALTH_PORT === undefined
    ? undefined
    : await startHealthServer({ host: env.HEALTH_HOST, port: env.HEALTH_PORT, isHealthy: worker.isHealthy });

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
