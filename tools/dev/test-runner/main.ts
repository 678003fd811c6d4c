import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seconds } from '../lib/progress.mjs';
import { readBackends } from './backends.ts';
import { checkThatAllTestFilesRan, checkThatBackendsServed, runChecks } from './checks.ts';
import { withLocalStack } from './localstack.ts';
import { runNxTasks } from './nx-tasks.ts';
import { closingLine, countTotals, type Result } from './results.ts';
import { renderSummary } from './summary.ts';
import { seedOf, taskEnvironment } from './task-environment.ts';
import { listProjects, unknownProjects } from './unknown-projects.ts';

const workspaceRoot = resolve(import.meta.dirname, '../../..');
const targets = ['typecheck', 'lint', 'test', 'build', 'integration'];
const backendsRequiredInCi = ['local-aws', 'localstack', 'postgresql'];

const usage = `npm test                    everything
npm test -- <project>…      typecheck, lint, tests and build of these projects only
npm test -- --no-cache      without the cache of Nx
npm test -- --parallel=4    more tasks at once (2 by default)`;

async function main(): Promise<number> {
  const { values, positionals: projects } = parseArgs({
    allowPositionals: true,
    options: { 'no-cache': { type: 'boolean' }, parallel: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const startedAt = Date.now();
  const abort = new AbortController();
  const { signal } = abort;
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort());
  const backendsFile = join(workspaceRoot, 'tmp/backends.jsonl');
  mkdirSync(join(workspaceRoot, 'tmp'), { recursive: true });
  rmSync(backendsFile, { force: true });
  const env = taskEnvironment(process.env, { workspaceRoot, backendsFile, seed: seedOf(workspaceRoot) });
  const whole = projects.length === 0;

  const results: Result[] = [];
  const parallel = Number(values.parallel ?? 2);
  const useCache = values['no-cache'] !== true;
  const unknown = whole
    ? undefined
    : unknownProjects(projects, await listProjects({ cwd: workspaceRoot, env, signal }));
  if (unknown) results.push(unknown);
  else
    await withLocalStack({ env, signal, isWanted: whole }, async (environment) => {
      if (whole) results.push(...(await runChecks({ cwd: workspaceRoot, env, signal })));
      const tasks = { workspaceRoot, targets, projects, parallel, useCache, env: await environment(), signal };
      if (!signal.aborted) results.push(...(await runNxTasks(tasks)));
    });

  const backends = readBackends(backendsFile);
  if (signal.aborted) results.push({ name: 'the run', status: 'failed', durationMs: 0, output: 'Interrupted.' });
  else if (whole) {
    results.push(checkThatAllTestFilesRan(workspaceRoot, results));
    if (process.env['CI']) results.push(checkThatBackendsServed(backends, backendsRequiredInCi));
  }
  console.log(`\n${renderSummary(results, backends)}\n\nTook ${seconds(Date.now() - startedAt)}.`);
  console.log(`Property tests: FC_SEED=${env['FC_SEED']} FUZZ_SEED=${env['FUZZ_SEED']}`);
  const totals = countTotals(results);
  console.log(closingLine(totals));
  return totals.failed > 0 || totals.passed === 0 ? 1 : 0;
}

process.exitCode = await main();
