import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBackends } from './backends.ts';
import { checkThatAllTestFilesRan, checkThatBackendsServed } from './checks.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'snapinfra-checks-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const ran = (...files: string[]) => ({
  name: 'api:test',
  status: 'passed' as const,
  durationMs: 0,
  tests: { passed: 1, failed: 0, skipped: [], files: files.map((file) => join(root, file)) },
});

test('reports a test file that no task ran', () => {
  write('apps/api/src/a.test.ts');
  write('apps/api/other/b.test.ts');
  write('libs/generator/template/test/c.test.ts');
  const { status, output } = checkThatAllTestFilesRan(root, [ran('apps/api/src/a.test.ts')]);
  expect(status).toBe('failed');
  expect(output).toContain('apps/api/other/b.test.ts');
  expect(output).not.toContain('template');
});

test('passes if every test file has run', () => {
  write('apps/api/src/a.test.ts');
  expect(checkThatAllTestFilesRan(root, [ran('apps/api/src/a.test.ts')]).status).toBe('passed');
});

test('a backend that served one suite counts as served, even if another skipped it', () => {
  write(
    'backends.jsonl',
    [
      { backend: 'localstack', status: 'skipped', reason: 'no Docker' },
      { backend: 'localstack', status: 'served' },
      { backend: 'local-aws', status: 'served' },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );
  const backends = readBackends(join(root, 'backends.jsonl'));
  expect(checkThatBackendsServed(backends, ['local-aws', 'localstack']).status).toBe('passed');
  expect(checkThatBackendsServed(backends, ['postgresql']).output).toContain('postgresql');
});
