import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { startStep } from '../lib/progress.mjs';
import type { Backend } from './backends.ts';
import type { Result } from './results.ts';
import { runCommand } from './run-command.ts';

/** A check of the whole workspace, in addition to the tasks of each project. */
interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** How to fix a failure. */
  readonly remedy: string;
}

const checks: readonly Check[] = [
  { name: 'project references (nx sync)', command: ['nx', 'sync:check'], remedy: 'npx nx sync' },
  { name: 'format (prettier)', command: ['prettier', '--check', '.'], remedy: 'npx prettier --write .' },
  {
    name: 'nothing unused (knip)',
    // Hints would complain that not every project has all entry files of the configuration.
    command: ['knip', '--no-progress', '--no-config-hints'],
    remedy: 'remove the listed code, or add an exception with its reason to knip.jsonc',
  },
  {
    name: 'generated documentation',
    command: ['node', 'tools/dev/generated-docs.ts', '--check'],
    remedy: 'npx nx run dev:generated-docs',
  },
];

export async function runChecks(options: {
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { name, command, remedy } of checks) {
    if (options.signal.aborted) break;
    const step = startStep(name, { stream: process.stdout });
    const startedAt = Date.now();
    const [program, ...args] = command;
    const { code, output } = await runCommand(program, args, options);
    const durationMs = Date.now() - startedAt;
    if (code === 0) {
      step.done();
      results.push({ name, status: 'passed', durationMs });
    } else {
      step.fail(`${name}: to fix it, ${remedy}`);
      results.push({ name, status: 'failed', durationMs, output: `${output}\nTo fix it: ${remedy}` });
    }
  }
  return results;
}

/** Every test file of the workspace must have been run by a task, so that no suite is forgotten. */
export function checkThatAllTestFilesRan(workspaceRoot: string, results: readonly Result[]): Result {
  const ran = new Set(results.flatMap(({ tests }) => tests?.files ?? []).map((file) => relative(workspaceRoot, file)));
  const notRun = new Set(
    results.filter(({ tests, status }) => !tests && status !== 'passed').map(({ name }) => name.split(':')[0]),
  );
  const forgotten = globSync('{apps,libs,infra,tools}/*/*/**/*.test.ts', {
    cwd: workspaceRoot,
    exclude: ['**/node_modules/**', '**/dist/**', 'libs/generator/template/**'],
  }).filter((file) => !ran.has(file) && !notRun.has(projectOf(workspaceRoot, file)));
  return {
    name: 'all test files have run',
    status: forgotten.length === 0 ? 'passed' : 'failed',
    durationMs: 0,
    ...(forgotten.length > 0 && { output: `No task ran these files:\n${forgotten.join('\n')}` }),
  };
}

const projectOf = (workspaceRoot: string, file: string): string =>
  relative(workspaceRoot, join(workspaceRoot, file)).split('/')[1] ?? '';

/** In continuous integration all backends must have served. */
export function checkThatBackendsServed(backends: readonly Backend[], required: readonly string[]): Result {
  const missing = required.filter(
    (name) => !backends.some(({ backend, status }) => backend === name && status === 'served'),
  );
  return {
    name: 'backends of the integration tests',
    status: missing.length === 0 ? 'passed' : 'failed',
    durationMs: 0,
    ...(missing.length > 0 && { output: `Not served by: ${missing.join(', ')}` }),
  };
}
