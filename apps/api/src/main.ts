import { waitForDependencies } from '@snapinfra/aws-clients';
import { apiEnv, listening, runApp } from '@snapinfra/platform';
import { buildApp } from './build-app.ts';
import { createDependencies } from './dependencies.ts';

await runApp(apiEnv, process.env, async (env) => {
  const { HOST: host, PORT: port } = env;
  const deps = createDependencies(env);
  const { log, sweeper, probes, clients } = deps;
  const app = await buildApp(deps);
  return {
    log,
    graceMs: env.SHUTDOWN_GRACE_SECONDS * 1000,
    start: async (stopping) => {
      await listening({ host: ['HOST', host], port: ['PORT', port] }, () => app.listen({ host, port }));
      await waitForDependencies({ probes, log, signal: stopping });
      if (!stopping.aborted) sweeper.start();
      return { host, port };
    },
    stop: async () => {
      await Promise.all([app.close(), sweeper.stop()]);
      clients.destroy();
    },
  };
});
