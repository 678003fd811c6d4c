import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws } from '@snapinfra/local-aws';
import type { RunningBackend } from './backend.types.ts';

/** The local AWS of `npm start`, in a temporary folder. */
export const startLocalAwsBackend = async (): Promise<RunningBackend> => {
  const dir = await mkdtemp(join(tmpdir(), 'snapinfra-testing-'));
  const local = await startLocalAws({ dir, stage: 'run' });
  return {
    name: 'local-aws',
    provision: (stage) => local.provision(stage),
    stop: async () => {
      await local.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
