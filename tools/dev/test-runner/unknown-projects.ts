import type { Result } from './results.ts';
import { runCommand } from './run-command.ts';

/** Nx takes patterns as well, such as `tag:scope:app` and `*worker`. */
const isPattern = (name: string): boolean => /[:*!]/.test(name);

/** A failure for names that no project has, which Nx would ignore; undefined if there are none. */
export const unknownProjects = (names: readonly string[], known: readonly string[]): Result | undefined => {
  const unknown = names.filter((name) => !isPattern(name) && !known.includes(name));
  if (unknown.length === 0) return undefined;
  const output = `There is no project ${unknown.join(', ')}. The projects are ${known.toSorted().join(', ')}.`;
  return { name: 'names of projects', status: 'failed', durationMs: 0, output };
};

/** The names of all projects of the workspace. @throws Error with the output of Nx if it fails */
export const listProjects = async (options: Parameters<typeof runCommand>[2]): Promise<readonly string[]> => {
  const { code, output } = await runCommand('nx', ['show', 'projects', '--json'], options);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output) as string[];
};
