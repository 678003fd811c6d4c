import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createWorkshop,
  generateFiles,
  lint,
  readSample,
  runTests,
  typecheck,
  writeFiles,
  type Workshop,
} from './support/generated-project.ts';
import { tail } from './support/run.ts';

const route = `import type { FastifyPluginAsync } from 'fastify';

const plugin: FastifyPluginAsync = async (app) => {
  app.get('/hello', () => ({ hello: 'from the owner' }));
};

export default plugin;
`;

const ownTest = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi } from './support/api.ts';
import { anonymous } from './support/callers.ts';

test('the route of the owner answers', async () => {
  const api = await startApi();
  const answer = await api.send('GET', '/hello', { caller: anonymous });
  assert.deepEqual(answer.body, { hello: 'from the owner' });
});
`;

/** The samples of src/custom/README.md, for a table of that name, by the file that each says it is. */
const samplesFor = (project: string, table: string): ReadonlyMap<string, string> => {
  const text = readFileSync(join(project, 'src/custom/README.md'), 'utf8');
  const blocks = [...text.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)];
  return new Map(
    blocks.map(([, path = '', code = '']) => [path, code.replaceAll(/example(?=Table|Resource)/g, table)]),
  );
};

let workshop: Workshop;
beforeAll(() => {
  workshop = createWorkshop();
});
afterAll(() => workshop.clean());

it('has samples of code that pass its own checks when they are pasted', { timeout: 120_000 }, async () => {
  const project = workshop.generate('pasted', readSample('chinook'));
  const pasted = samplesFor(project, 'album');
  expect([...pasted.keys()]).toEqual(['src/custom/statistics.ts', 'src/custom/example-hooks.ts']);
  writeFiles(project, pasted);
  for (const { status, output } of [await typecheck([project]), await lint(project)])
    expect(status, tail(output)).toBe(0);
});

it(
  'leaves a route of the owner alone, and serves it, when a later generation is unzipped over the project',
  { timeout: 120_000 },
  async () => {
    const project = workshop.generate('owned', readSample('blog-designer'));
    const own = new Map([
      ['src/custom/hello.ts', route],
      ['test/owner.test.ts', ownTest],
    ]);
    writeFiles(project, own);
    const before = await runTests(project, { only: ['owner'] });
    expect(before.status, tail(before.output)).toBe(0);

    const later = generateFiles(readSample('everything'));
    expect([...own.keys()].filter((path) => later.has(path))).toEqual([]);
    writeFiles(project, generateFiles(readSample('blog-designer')));
    for (const [path, content] of own) expect(readFileSync(join(project, path), 'utf8')).toBe(content);
    const after = await runTests(project, { only: ['owner'] });
    expect(after.status, tail(after.output)).toBe(0);
  },
);
