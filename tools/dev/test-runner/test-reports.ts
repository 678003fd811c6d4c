import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestCounts } from './results.ts';

/** The used part of vitest's JSON report. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const kinds: Readonly<Record<string, string>> = { test: 'unit', integration: 'integration' };

/** Whether a task runs tests. */
export const isTestTask = (taskId: string): boolean => targetOf(taskId) in kinds;

/** The tests of a task; undefined if it left no report. */
export function readTestReport(reportFolder: string, taskId: string): TestCounts | undefined {
  const file = join(reportFolder, `${taskId.split(':')[0]}.${kinds[targetOf(taskId)]}.json`);
  if (!existsSync(file)) return undefined;
  return countTests(JSON.parse(readFileSync(file, 'utf8')) as VitestReport);
}

/** A file that could not be loaded has no tests in the report and counts as one failure. */
function countTests({ testResults }: VitestReport): TestCounts {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + failedFiles.length,
    skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
    files: testResults.map(({ name }) => name),
  };
}

const targetOf = (taskId: string): string => taskId.split(':')[1] ?? '';
