import { delimiter, join } from 'node:path';

/**
 * Property tests draw their cases from these. A fixed one, so that a commit that has passed passes again; to look for more,
 * set another or run a suite alone.
 */
const seeds = { FC_SEED: '20261122', FUZZ_SEED: '20261122' };

/** What the tasks of a run find in their environment. */
export const taskEnvironment = (
  shell: NodeJS.ProcessEnv,
  { workspaceRoot, backendsFile }: { readonly workspaceRoot: string; readonly backendsFile: string },
): NodeJS.ProcessEnv => ({
  ...seeds,
  ...shell,
  NX_DAEMON: 'false',
  SNAPINFRA_BACKENDS_FILE: backendsFile,
  PATH: `${join(workspaceRoot, 'node_modules/.bin')}${delimiter}${shell['PATH'] ?? ''}`,
});
