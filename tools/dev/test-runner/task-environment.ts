import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Used if there is no commit. */
const fallbackSeed = 20_261_122;

/**
 * The seed of property tests, derived from the committed files, so that a passing commit passes again and every change
 * is tested with other cases.
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

/** The environment of the tasks of a run. */
export const taskEnvironment = (
  shell: NodeJS.ProcessEnv,
  { workspaceRoot, backendsFile, seed }: TaskPlaces,
): NodeJS.ProcessEnv => ({
  FC_SEED: String(seed),
  FUZZ_SEED: String(seed),
  // Processes and threads load the same modules hundreds of times: stripping their types is half of the time of a start.
  NODE_COMPILE_CACHE: join(workspaceRoot, 'tmp/compile-cache'),
  ...shell,
  NX_DAEMON: 'false',
  SNAPINFRA_BACKENDS_FILE: backendsFile,
  PATH: `${join(workspaceRoot, 'node_modules/.bin')}${delimiter}${shell['PATH'] ?? ''}`,
});
