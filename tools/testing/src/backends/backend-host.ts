import { requireLocalStack } from './find-localstack.ts';
import { serveParent } from './host-process.ts';
import type { BackendName, RunningBackend } from './backend.types.ts';
import { startStageServer } from './stage-server.ts';

/**
 * Runs a backend in a separate process: `node backend-host.ts <local-aws|localstack>`. Writes the URL of its stage
 * server to stdout, and exits when its stdin is closed, so that nothing is left behind even if the test run is killed.
 */
const start: Readonly<Record<BackendName, () => Promise<RunningBackend>>> = {
  'local-aws': async () => (await import('./start-local-aws-backend.ts')).startLocalAwsBackend(),
  localstack: async () => {
    const source = await requireLocalStack(process.env);
    return (await import('./start-localstack.ts')).startLocalStack(source);
  },
};

const name = process.argv[2];
if (name !== 'local-aws' && name !== 'localstack') throw new Error('backend-host.ts needs the name of a backend');

await serveParent(name, async () => {
  const backend = await start[name]();
  const server = await startStageServer(backend);
  return {
    line: server.url,
    close: async () => {
      await server.stop();
      await backend.stop();
    },
  };
});
