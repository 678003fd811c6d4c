import { expect, test } from 'vitest';
import { taskEnvironment } from './task-environment.ts';

const places = { workspaceRoot: '/work', backendsFile: '/work/tmp/backends.jsonl' };

test('property tests draw the same cases in every run, unless the shell says otherwise', () => {
  const { FC_SEED, FUZZ_SEED } = taskEnvironment({}, places);
  expect([FC_SEED, FUZZ_SEED]).toEqual([expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)]);
  expect(taskEnvironment({ FC_SEED: '7' }, places)).toMatchObject({ FC_SEED: '7', FUZZ_SEED });
});

test('tasks find the programs of the packages before those of the shell', () => {
  expect(taskEnvironment({ PATH: '/usr/bin' }, places)['PATH']).toMatch(/^\/work\/node_modules\/\.bin.\/usr\/bin$/);
});
