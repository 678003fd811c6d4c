import { findLocalStack } from './find-localstack.ts';
import type { BackendName, RunningBackend } from './backend.types.ts';
import { startStageServer } from './stage-server.ts';

/**
 * Runs one backend in a process of its own: `node backend-host.ts <local-aws|localstack>`. Writes the address of its stage
 * server to stdout, and ends with its stdin: so whatever becomes of the test run, nothing is left behind.
 */
const start: Readonly<Record<BackendName, () => Promise<RunningBackend>>> = {
  'local-aws': async () => (await import('./start-local-aws-backend.ts')).startLocalAwsBackend(),
  localstack: async () => {
    const source = await findLocalStack(process.env, (line) => process.stderr.write(`localstack: ${line}\n`));
    // A project of this name is part of a run only where LocalStack was found, and in CI always.
    if (source.kind === 'none') throw new Error(`in CI the tests have to run on LocalStack, too: ${source.reason}`);
    return (await import('./start-localstack.ts')).startLocalStack(source);
  },
};

const main = async (name: BackendName): Promise<void> => {
  const parentGone = new Promise<void>((resolve) => process.stdin.on('end', resolve).on('error', resolve).resume());
  // A parent that was killed reads nothing any more; that must not keep us from cleaning up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // The parent says when it is over.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const backend = await start[name]();
  try {
    const server = await startStageServer(backend);
    process.stdout.write(`${server.url}\n`);
    await parentGone;
    await server.stop();
  } finally {
    await backend.stop();
  }
};

const name = process.argv[2];
if (name !== 'local-aws' && name !== 'localstack') throw new Error('backend-host.ts needs the name of a backend');
main(name).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
