import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLiveOutput, stripColour } from './live-output.ts';
import type { Result } from './results.ts';
import { runCommand } from './run-command.ts';
import { isTestTask, readTestReport } from './test-reports.ts';

/** A line of the report that tools/workspace-plugin writes after a run. */
interface ReportedTask {
  readonly id: string;
  readonly status: string;
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly output: string;
}

export interface NxRun {
  readonly workspaceRoot: string;
  readonly targets: readonly string[];
  /** All projects if empty. */
  readonly projects: readonly string[];
  readonly parallel: number;
  readonly useCache: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Runs the targets of the projects through Nx and returns the result of each task. */
export async function runNxTasks(run: NxRun): Promise<readonly Result[]> {
  const { workspaceRoot, parallel, env, signal } = run;
  const reportFile = join(workspaceRoot, 'tmp/tasks.json');
  const testReports = join(workspaceRoot, 'tmp/tests');
  rmSync(reportFile, { force: true });
  rmSync(testReports, { recursive: true, force: true });
  const write = (line: string) => console.log(process.stdout.isTTY ? line : stripColour(line));
  const live = createLiveOutput({ write, parallel });
  const { code, output } = await runCommand('nx', argumentsOf(run), {
    cwd: workspaceRoot,
    env: { ...env, SNAPINFRA_TASK_REPORT: reportFile },
    signal,
    onLine: live.line,
  });
  live.stop();
  if (!existsSync(reportFile)) return [{ name: 'nx run-many', status: 'failed', durationMs: 0, output }];
  const tasks = JSON.parse(readFileSync(reportFile, 'utf8')) as ReportedTask[];
  const results = [...tasks.map((task) => resultOf(task, testReports)), ...notRun(output)];
  const explained = code === 0 || results.some(({ status }) => status === 'failed');
  return explained ? results : [...results, { name: 'nx run-many', status: 'failed', durationMs: 0, output }];
}

/** Tasks that Nx did not run: they are missing in its report, but listed at the end of its output. */
export function notRun(output: string): readonly Result[] {
  const [, after = ''] = stripColour(output).split('Tasks not run because their dependencies failed');
  const listed = after.split('Failed tasks:')[0] ?? '';
  return [...listed.matchAll(/^- (\S+:\S+)$/gm)].map(([, name = '']) => ({ name, status: 'not run', durationMs: 0 }));
}

function argumentsOf({ targets, projects, parallel, useCache }: NxRun): string[] {
  return [
    'run-many',
    `--targets=${targets.join(',')}`,
    ...(projects.length > 0 ? [`--projects=${projects.join(',')}`] : []),
    `--parallel=${parallel}`,
    '--output-style=stream',
    '--skipSync',
    ...(useCache ? [] : ['--skipNxCache']),
  ];
}

export function resultOf(task: ReportedTask, testReports: string): Result {
  const tests = isTestTask(task.id) && task.status !== 'skipped' ? readTestReport(testReports, task.id) : undefined;
  const passed = task.status !== 'failure' && task.status !== 'skipped';
  const hasRunNothing = passed && isTestTask(task.id) && (tests === undefined || tests.files.length === 0);
  const failed = task.status === 'failure' || hasRunNothing || (tests?.failed ?? 0) > 0;
  const output = hasRunNothing ? 'The task succeeded but reported no test.' : stripColour(task.output);
  return {
    name: task.id,
    status: failed ? 'failed' : passed ? 'passed' : 'not run',
    durationMs: (task.endTime ?? 0) - (task.startTime ?? 0),
    fromCache: task.status.includes('cache'),
    ...(tests && { tests }),
    ...(failed && { output }),
  };
}
