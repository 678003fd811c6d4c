import { expect, test } from 'vitest';
import { inferTargets } from './infer-targets.ts';

const namesOf = (root: string, files: readonly string[]) => Object.keys(inferTargets(root, new Set(files)));

test('an app gets typecheck, tests, integration and a bundle', () => {
  const files = ['package.json', 'tsconfig.json', 'src/main.ts', 'src/a/b.test.ts', 'test/c.test.ts'];
  expect(namesOf('apps/x', files)).toEqual(['typecheck', 'test', 'integration', 'build']);
});

test('unit and integration tests are distinguished by their folder', () => {
  const targets = inferTargets('tools/x', new Set(['lib/a.test.ts', 'src/b.test.ts', 'test/c.test.ts']));
  expect(targets['test']?.command).toMatch(/^vitest run lib\/ src\/ --/);
  expect(targets['integration']?.command).toMatch(/^vitest run test\/ --/);
});

test('integration tests are never cached, because their backends are not inputs', () => {
  const targets = inferTargets('libs/x', new Set(['src/a.test.ts', 'test/b.test.ts']));
  expect(targets['test']?.cache).toBe(true);
  expect(targets['integration']?.cache).toBe(false);
});

test('tests in the template belong to the generated projects', () => {
  expect(namesOf('libs/generator', ['template/test/a.test.ts', 'template/src/b.test.ts'])).toEqual([]);
});

test('a stack can be synthesised and deployed', () => {
  expect(namesOf('infra/x', ['cdk.json'])).toEqual(['synth', 'deploy']);
});

test('only an app has a bundle', () => {
  expect(namesOf('infra/x', ['src/main.ts'])).toEqual([]);
});
