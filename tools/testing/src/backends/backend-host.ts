import { requireLocalStack } from './find-localstack.ts';
import { serveParent } from './host-process.ts';
import type { BackendName, RunningBackend } from './backend.types.ts';
import { startStageServer } from './stage-server.ts';

/**
 * Runs one backend in a process of its own: `node backend-host.ts <local-aws|localstack>`. Writes the address of its stage
 * server to stdout, and ends with its stdin: so whatever becomes of the test run, nothing is left behind.
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
