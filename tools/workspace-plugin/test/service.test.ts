import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyWorkspace, type Outcome, type WorkspaceCopy } from './support/workspace-copy.ts';

let workspace: WorkspaceCopy;
let generation: Outcome;

const generate = (...args: string[]) =>
  workspace.run('nx', ['g', '@snapinfra/workspace-plugin:service', ...args, '--skipInstall', '--no-interactive']);

beforeAll(async () => {
  workspace = await copyWorkspace();
  generation = await generate('thumbnail-maker', "--description=Makes 'small' `pictures`");
  await workspace.linkProjects();
});

afterAll(() => workspace.remove());

const expectSuccess = ({ code, output }: Outcome) => expect(code, output).toBe(0);

test('a service is generated', () => {
  expectSuccess(generation);
});

test('its tests, integration tests, types, lint, bundle and stack pass', { timeout: 600_000 }, async () => {
  const targets = '--targets=typecheck,lint,test,integration,build,synth';
  expectSuccess(await workspace.run('nx', ['run-many', targets, '--projects=thumbnail-maker,infra-thumbnail-maker']));
});

test('the references, format and environment documentation of the workspace are up to date', async () => {
  expectSuccess(await workspace.run('nx', ['sync:check']));
  expectSuccess(
    await workspace.run('prettier', [
      '--check',
      'apps/thumbnail-maker',
      'infra/thumbnail-maker',
      'libs/platform/src/env',
      'tsconfig.json',
    ]),
  );
  expectSuccess(await workspace.run('node', ['tools/dev/generated-docs.ts', '--check']));
  expect(await workspace.read('.env.example')).toContain('## thumbnail-maker');
});

test('the root is unchanged', async () => {
  const { stdout } = await workspace.run('node', ['-p', `require('fs').readdirSync('.').join(' ')`]);
  expect(stdout).not.toContain('.vscode');
  expect(await workspace.read('nx.json')).not.toContain('@nx/esbuild');
});

test('a name that is already taken is rejected without any change', async () => {
  const before = await workspace.read('tsconfig.json');
  for (const name of ['thumbnail-maker', 'api', 'data']) {
    const { code, output } = await generate(name);
    expect(code, output).not.toBe(0);
    expect(output).toMatch(/A project \S+ already exists/);
  }
  expect(await workspace.read('tsconfig.json')).toBe(before);
});

test.each(['Thumbnails', '../outside', 'two words', '9lives', 'trailing-'])(
  '%j is rejected as a name',
  async (name) => {
    expect((await generate(name)).code).not.toBe(0);
  },
);
