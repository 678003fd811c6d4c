import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isWorthSeeing, withStarted } from './live-output.ts';
import { notRun, resultOf } from './nx-tasks.ts';

let reports: string;

beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'snapinfra-reports-'));
});

afterEach(() => rmSync(reports, { recursive: true, force: true }));

const task = (id: string, status: string) => ({
  id,
  status,
  startTime: 1_000,
  endTime: 3_500,
  output: 'said\u001b[31m this',
});

const writeReport = (name: string, ...testResults: unknown[]) =>
  writeFileSync(join(reports, name), JSON.stringify({ testResults }));

const file = (name: string, ...statuses: string[]) => ({
  name,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ status, fullName: `${name} ${index}` })),
});

describe('the result of a task', () => {
  test('has the tests of its report and its duration', () => {
    writeReport('api.unit.json', file('a', 'passed', 'skipped'), file('b', 'passed'));
    expect(resultOf(task('api:test', 'success'), reports)).toEqual({
      name: 'api:test',
      status: 'passed',
      durationMs: 2_500,
      fromCache: false,
      tests: { passed: 2, failed: 0, skipped: ['a 1'], files: ['a', 'b'] },
    });
  });

  test('is a failure with the output if tests failed', () => {
    writeReport('api.integration.json', file('a', 'failed', 'passed'));
    const { status, tests, output } = resultOf(task('api:integration', 'success'), reports);
    expect({ status, failed: tests?.failed, output }).toEqual({ status: 'failed', failed: 1, output: 'said this' });
  });

  test('counts a file that could not be loaded', () => {
    writeReport('api.unit.json', { name: 'a', status: 'failed', assertionResults: [] });
    expect(resultOf(task('api:test', 'failure'), reports).tests?.failed).toBe(1);
  });

  test('is a failure if a test task succeeded without a report', () => {
    expect(resultOf(task('api:test', 'success'), reports).status).toBe('failed');
  });

  test('is a failure if a test task found no tests', () => {
    writeReport('api.unit.json');
    expect(resultOf(task('api:test', 'success'), reports).status).toBe('failed');
  });

  test('tells whether it came from the cache', () => {
    expect(resultOf(task('api:lint', 'local-cache'), reports)).toMatchObject({ status: 'passed', fromCache: true });
  });
});

test('tasks that Nx did not run are distinguished from failed ones', () => {
  const output = `
Tasks not run because their dependencies failed or --nx-bail=true:

- api:typecheck
- dev:typecheck

Failed tasks:

- contracts:typecheck
`;
  expect(notRun(output).map(({ name, status }) => [name, status])).toEqual([
    ['api:typecheck', 'not run'],
    ['dev:typecheck', 'not run'],
  ]);
});

test.each([
  ['> nx run api:test', true],
  ['api:  ✓ src/app.test.ts (3 tests) 5ms', true],
  ['api: AssertionError: expected 1 to be 2', true],
  ['api:       Tests  14 passed (14)', false],
  ['api: JSON report written to /x.json', false],
  ['api: ', false],
  [' NX   Running targets test for 3 projects', false],
])('%j is shown while tests run: %j', (line, shown) => {
  expect(isWorthSeeing(line)).toBe(shown);
});

test('the running tasks are derived from the output', () => {
  expect(withStarted(['api:test'], 'dev:lint', 2)).toEqual(['api:test', 'dev:lint']);
  expect(withStarted(['generator:integration', 'api:typecheck'], 'dev:lint', 2)).toEqual([
    'generator:integration',
    'dev:lint',
  ]);
  expect(withStarted(['generator:integration', 'api:test'], 'dev:lint', 2)).toEqual(['api:test', 'dev:lint']);
});
