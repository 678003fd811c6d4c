import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Where there is no commit to take one from. */
const fallbackSeed = 20_261_122;

/**
 * Property tests draw their cases from this: from what is committed, so that a tree that has passed passes again, and each
 * new one is tried with other cases.
 */
export const seedOf = (workspaceRoot: string): number => {
  try {
    const tree = execFileSync('git', ['rev-parse', 'HEAD^{tree}'], {
      cwd: workspaceRoot,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const bits = Number.parseInt(tree.toString().slice(0, 8), 16);
    return Number.isNaN(bits) ? fallbackSeed : bits >>> 1;
  } catch {
    return fallbackSeed;
  }
};

export interface TaskPlaces {
  readonly workspaceRoot: string;
  readonly backendsFile: string;
  readonly seed: number;
}

/** What the tasks of a run find in their environment. */
export const taskEnvironment = (
  shell: NodeJS.ProcessEnv,
  { workspaceRoot, backendsFile, seed }: TaskPlaces,
): NodeJS.ProcessEnv => ({
  FC_SEED: String(seed),
  FUZZ_SEED: String(seed),
  ...shell,
  NX_DAEMON: 'false',
  SNAPINFRA_BACKENDS_FILE: backendsFile,
  PATH: `${join(workspaceRoot, 'node_modules/.bin')}${delimiter}${shell['PATH'] ?? ''}`,
});
