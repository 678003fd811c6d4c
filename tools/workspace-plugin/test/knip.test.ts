import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyWorkspace, type WorkspaceCopy } from './support/workspace-copy.ts';

let workspace: WorkspaceCopy;
beforeAll(async () => {
  workspace = await copyWorkspace();
});
afterAll(() => workspace.remove());

const knip = () => workspace.run('knip', ['--no-progress', '--no-config-hints']);

test('the workspace has no unused code', async () => {
  const { code, output } = await knip();
  expect(code, output).toBe(0);
});

test('unused files, exports and dependencies are reported', async () => {
  await workspace.write('apps/api/src/nobody-imports-this.ts', 'export const nothing = 1;\n');
  const backoff = 'libs/aws-clients/src/backoff.ts';
  await workspace.write(backoff, `${await workspace.read(backoff)}\nexport const nobodyCallsThis = () => 1;\n`);
  const manifest = await workspace.read('libs/contracts/package.json');
  await workspace.write('libs/contracts/package.json', manifest.replace('"typebox"', '"fastify": "5.12.8", "typebox"'));
  const { code, stdout } = await knip();
  expect(code).not.toBe(0);
  expect(stdout).toMatch(/Unused files.*\n.*nobody-imports-this\.ts/);
  expect(stdout).toMatch(/nobodyCallsThis +libs\/aws-clients\/src\/backoff\.ts/);
  expect(stdout).toMatch(/fastify +libs\/contracts\/package\.json/);
});
