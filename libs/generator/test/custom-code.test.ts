import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createWorkshop,
  generateFiles,
  readSample,
  runTests,
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

let workshop: Workshop;
beforeAll(() => {
  workshop = createWorkshop();
});
afterAll(() => workshop.clean());

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
