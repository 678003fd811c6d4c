import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { seedOf, taskEnvironment } from './task-environment.ts';

const places = { workspaceRoot: '/repo', backendsFile: '/repo/tmp/backends.jsonl', seed: 5 };

test('property tests use the seed of the run, unless the shell sets one', () => {
  expect(taskEnvironment({}, places)).toMatchObject({ FC_SEED: '5', FUZZ_SEED: '5' });
  expect(taskEnvironment({ FC_SEED: '7' }, places)).toMatchObject({ FC_SEED: '7', FUZZ_SEED: '5' });
});

test('the seed depends on the committed files only', () => {
  const root = mkdtempSync(join(tmpdir(), 'snapinfra-seed-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root });
  const commit = (text: string) => {
    writeFileSync(join(root, 'file'), text);
    git('add', '.');
    git('commit', '--quiet', '--allow-empty', '--message', text);
    return seedOf(root);
  };
  git('init', '--quiet');
  const withoutCommit = seedOf(root);
  const [one, two, again] = [commit('one'), commit('two'), commit('one')];
  expect(again).toBe(one);
  expect(two).not.toBe(one);
  for (const seed of [withoutCommit, one, two])
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
});

test('all processes share what Node has compiled, unless the shell names another folder', () => {
  expect(taskEnvironment({}, places)['NODE_COMPILE_CACHE']).toBe('/repo/tmp/compile-cache');
  expect(taskEnvironment({ NODE_COMPILE_CACHE: '/other' }, places)['NODE_COMPILE_CACHE']).toBe('/other');
});

test('programs of the packages take precedence in PATH', () => {
  expect(taskEnvironment({ PATH: '/usr/bin' }, places)['PATH']).toMatch(/^\/repo\/node_modules\/\.bin.\/usr\/bin$/);
});
