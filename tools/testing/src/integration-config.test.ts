import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { waitFor } from './wait-for.ts';

const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));
const vitest = join(workspaceRoot, 'node_modules/vitest/vitest.mjs');
const sourceUrl = (file: string) => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));

/** A project with one integration test, inside the workspace so that it can import the packages. */
const makeProject = async (): Promise<string> => {
  await mkdir(join(workspaceRoot, 'tmp'), { recursive: true });
  const root = await mkdtemp(join(workspaceRoot, 'tmp', 'harness-'));
  await mkdir(join(root, 'test'));
  const config = `import { integrationConfig } from ${sourceUrl('./integration-config.ts')};
    export default integrationConfig({ root: import.meta.dirname });`;
  const test = `import { expect, it } from 'vitest';
    import { useBackend } from ${sourceUrl('./index.ts')};
    const backend = await useBackend();
    it('has a stage', () => expect(backend.env.STAGE).toMatch(/^t[0-9a-f]{12}$/));`;
  await writeFile(join(root, 'vitest.config.ts'), config);
  await writeFile(join(root, 'test', 'sample.test.ts'), test);
  return root;
};

const root = await makeProject();
afterAll(() => rm(root, { recursive: true, force: true }));

const runVitest = async (env: Record<string, string>) => {
  const reports = join(root, `reports-${Object.values(env).join('-').length}.jsonl`);
  const { PATH = '', HOME = '' } = process.env;
  const child = { PATH, HOME, SNAPINFRA_BACKENDS_FILE: reports, ...env };
  const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
    execFile(process.execPath, [vitest, 'run', 'test/'], { cwd: root, env: child }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
  const lines = (await readFile(reports, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return { code, output, reports: lines.map((line): unknown => JSON.parse(line)) };
};

const noDocker = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

it('runs only on the local AWS without Docker, and reports the reason', async () => {
  const { code, output, reports } = await runVitest(noDocker);
  expect(output).toContain('1 passed');
  expect(code).toBe(0);
  expect(reports).toEqual([
    expect.objectContaining({ backend: 'localstack', status: 'skipped', reason: expect.stringContaining('Docker') }),
    expect.objectContaining({ backend: 'local-aws', status: 'served' }),
  ]);
});

it('fails without Docker in CI', async () => {
  const { code, output, reports } = await runVitest({ ...noDocker, CI: 'true' });
  expect(code).not.toBe(0);
  expect(output).toMatch(/in CI the tests must also run on LocalStack: Docker does not respond/);
  expect(reports).not.toContainEqual(expect.objectContaining({ backend: 'localstack', status: 'served' }));
});

it('leaves nothing behind when its process group is killed', async () => {
  const temporary = join(root, 'temporary');
  await mkdir(temporary);
  await writeFile(
    join(root, 'test', 'endless.test.ts'),
    `import { it } from 'vitest';
    it('never ends', () => new Promise(() => process.stdout.write('it runs')), 0);`,
  );
  const { PATH = '', HOME = '' } = process.env;
  const run = spawn(process.execPath, [vitest, 'run', 'test/endless', '--disableConsoleIntercept'], {
    cwd: root,
    env: { PATH, HOME, TMPDIR: temporary, SNAPINFRA_BACKENDS: 'local-aws', SNAPINFRA_BACKENDS_FILE: join(root, 'x') },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const kill = () => process.kill(-run.pid!, 'SIGKILL');
  onTestFinished(() => void (run.exitCode === null && run.signalCode === null && kill()));
  const state = async () => (await readdir(temporary)).filter((name) => name.startsWith('snapinfra-testing-'));
  let output = '';
  run.stdout.setEncoding('utf8').on('data', (piece: string) => (output += piece));
  await waitFor(() => output.includes('it runs'), { what: 'the test to run', timeoutMs: 60_000 });
  expect(await state()).toHaveLength(1);
  kill();
  await waitFor(async () => (await state()).length === 0, { what: 'the backend to end', timeoutMs: 60_000 });
});
