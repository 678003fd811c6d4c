import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { CodeGeneration } from '@snapinfra/contracts';
import { claimPort, startLocalAws, type LocalAws } from '@snapinfra/local-aws';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bundleApp } from '../bundle/bundle-app.ts';
import { createGateway, type Gateway } from '../demo/gateway.ts';
import { start, type Running } from '../demo/processes.ts';
import { whyNotReady } from '../lib/http-ready.ts';

const run = promisify(execFile);
const workspaceRoot = resolve(import.meta.dirname, '../../..');
const apps = ['api', 'codegen-worker'] as const;

/** A folder with only the bundles, outside of any node_modules. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapinfra-apps-'));
  for (const app of apps)
    await bundleApp({ appRoot: join(workspaceRoot, 'apps', app), outputFolder: join(folder, app) });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(apps)('the bundle of %s loads, and reports missing variables', async (app) => {
  const loading = run(process.execPath, [join(folder, app, 'main.mjs')], { cwd: folder, env: {} });
  await expect(loading).rejects.toThrow(/The environment is not complete:[\s\S]*S3_BUCKET_NAME is missing/);
});

/** A line of the template of generated projects that no encoding changes. */
const templateLine = async (): Promise<string> => {
  const text = await readFile(join(workspaceRoot, 'libs/generator/template/src/core/revival.ts'), 'utf8');
  const plain = text.split('\n').filter((line) => /^[\w ,.:;()*/-]+$/.test(line));
  return plain.toSorted((one, other) => other.length - one.length)[0] ?? '';
};

/** The files of an app's bundle that have a text in them. */
const bundleFilesWith = async (app: (typeof apps)[number], text: string): Promise<string[]> => {
  const files = (await readdir(join(folder, app))).filter((file) => file.endsWith('.mjs'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, app, file), 'utf8')));
  return files.filter((_, index) => texts[index]?.includes(text));
};

test('the gateway plans without the template of generated projects, which only the generating thread has', async () => {
  const line = await templateLine();
  expect(line.length).toBeGreaterThan(60);
  expect(await bundleFilesWith('codegen-worker', line)).toEqual(['generate.thread.mjs']);
  expect(await bundleFilesWith('api', line)).toEqual([]);
  expect(await bundleFilesWith('api', 'planSchemaChange')).toEqual(['plan-changes.thread.mjs']);
});

describe('the bundles together', () => {
  const running: Running[] = [];
  let aws: LocalAws;
  let url: string;

  const startApp = async (app: (typeof apps)[number], env: NodeJS.ProcessEnv, healthUrl: string) => {
    const process_ = start(process.execPath, [join(folder, app, 'main.mjs')], {
      cwd: folder,
      env: { ...aws.env, ...env },
    });
    running.push(process_);
    const isUp = async () => expect(await whyNotReady(healthUrl), process_.lastLines().join('\n')).toBe(undefined);
    await vi.waitFor(isUp, { timeout: 90_000, interval: 100 });
  };

  const lastOf = async (gateway: Gateway, projectId: string): Promise<CodeGeneration> => {
    let last = await gateway.generate(projectId);
    for await (const generation of gateway.follow(last.id)) last = generation;
    expect(last.status, JSON.stringify(last.error)).toBe('completed');
    return last;
  };

  const send = async (method: string, path: string, body?: unknown): Promise<{ readonly data: unknown }> => {
    const headers = { 'x-dev-user-id': 'demo', 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) ?? null });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return JSON.parse(text) as { data: unknown };
  };

  beforeAll(async () => {
    aws = await startLocalAws({ dir: join(folder, 'aws') });
    const [port, healthPort] = [await claimPort(), await claimPort()];
    url = `http://127.0.0.1:${port}`;
    const common = { NODE_ENV: 'development', AUTH_MODE: 'dev', LOG_LEVEL: 'warn', CURSOR_SECRET: 'c'.repeat(32) };
    await startApp('api', { ...common, PORT: String(port) }, `${url}/api/health/ready`);
    await startApp(
      'codegen-worker',
      { ...common, HEALTH_PORT: String(healthPort) },
      `http://127.0.0.1:${healthPort}/health`,
    );
  });

  afterAll(async () => {
    for (const { stop } of running) await stop();
    await aws?.stop();
  });

  test('generate an archive from a model', async () => {
    const schema: unknown = JSON.parse(await readFile(join(workspaceRoot, 'tools/samples/chinook.json'), 'utf8'));
    const gateway = createGateway(url);
    const { id } = await gateway.createProject({ name: 'Chinook', schema });
    let last: CodeGeneration = await gateway.generate(id);
    for await (const generation of gateway.follow(last.id)) last = generation;
    expect(last).toMatchObject({ status: 'completed', result: { tableCount: 11 } });
    const { archive } = await gateway.download(last.id);
    expect(createHash('sha256').update(archive).digest('hex')).toBe(last.result?.archiveSha256);
  });

  test('continue from the archive before, and show first what a change costs', async () => {
    const schema = (...fields: object[]) => ({
      name: 'Notes',
      tables: [{ name: 'note', fields: [{ name: 'id', type: 'uuid', primary: true }, ...fields] }],
    });
    const gateway = createGateway(url);
    const { id, schemaId } = await gateway.createProject({ name: 'Notes', schema: schema() });
    const first = await lastOf(gateway, id);
    expect(first.result).toMatchObject({ base: null, migrations: ['0001_initial.sql'] });
    await send('PUT', `/api/projects/${id}`, { schema: schema({ name: 'text', type: 'text' }) });
    const { data } = await send('GET', `/api/schemas/${schemaId}/diff`);
    expect(data).toMatchObject({ from: { generationId: first.id }, steps: [{ kind: 'add_column' }] });
    const second = await lastOf(gateway, id);
    expect(second.result?.base).toMatchObject({ generationId: first.id });
    expect(second.result?.migrations).toEqual([expect.stringMatching(/^0002_/)]);
  });

  test('serve the API reference, whose assets are part of the bundle', async () => {
    const page = await (await fetch(`${url}/docs`)).text();
    const script = /<script[^>]+src="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(script).not.toMatch(/^https?:/);
    const asset = await fetch(new URL(script, `${url}/docs/`));
    expect(asset.status).toBe(200);
    expect((await asset.text()).length).toBeGreaterThan(100_000);
  });
});
