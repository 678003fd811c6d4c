import { waitForDependencies } from '@snapinfra/aws-clients';
import { codegenWorkerEnv, listening, runApp } from '@snapinfra/platform';
import { buildWorker } from './build-worker.ts';
import { createDependencies } from './dependencies.ts';
import { startHealthServer, type HealthServer } from './health-server.ts';

await runApp(codegenWorkerEnv, process.env, (env) => {
  const { HEALTH_HOST: host, HEALTH_PORT: port } = env;
  const deps = createDependencies(env);
  const { log, probes, clients } = deps;
  const worker = buildWorker(deps);
  let health: HealthServer | undefined;
  return {
    log,
    // An upload that was given up may still be waiting for its answer.
    exitsAfterStop: true,
    start: async (stopping) => {
      if (port !== undefined) {
        const open = () => startHealthServer({ host, port, isHealthy: worker.isHealthy });
        health = await listening({ host: ['HEALTH_HOST', host], port: ['HEALTH_PORT', port] }, open);
      }
      await waitForDependencies({ probes, log, signal: stopping });
      if (!stopping.aborted) worker.start();
      return { healthPort: health?.port, concurrency: env.CODEGEN_CONCURRENCY };
    },
    stop: async () => {
      await worker.stop();
      await health?.close();
      clients.destroy();
    },
  };
});
