import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPort } from '@snapinfra/local-aws';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { start, type Running } from '../demo/processes.ts';
import { workspaceRoot } from '../lib/ensure-installed.mjs';
import { commandOf, descendants, isAlive } from './support/process-tree.ts';

const name = `demo-test-${process.pid}`;
const generated = join(workspaceRoot, 'generated', name);

let folder: string;
const started: Running[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapinfra-demo-'));
});

afterEach(async () => {
  // Processes of failed tests.
  await Promise.all(started.splice(0).map((running) => running.stop()));
  await rm(folder, { recursive: true, force: true });
  await rm(generated, { recursive: true, force: true });
});

const notes = {
  name,
  tables: [
    {
      name: 'notebook',
      fields: [
        { name: 'id', type: 'bigserial', primary: true },
        { name: 'title', type: 'varchar', length: 80, required: true },
      ],
    },
    {
      name: 'note',
      fields: [
        { name: 'id', type: 'uuid', primary: true, default: 'gen_random_uuid()' },
        { name: 'notebook id', type: 'bigint', required: true },
        { name: 'text', type: 'text' },
      ],
    },
  ],
  relationships: [
    {
      type: 'many-to-one',
      fromTable: 'note',
      fromField: 'notebook id',
      toTable: 'notebook',
      toField: 'id',
      onDelete: 'cascade',
    },
  ],
};

const asText = (numbers: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));

/** Starts the demo with its own state folder and ports, so that it does not find a running system. */
async function beginDemo(
  model: unknown,
  script = 'tools/dev/demo/main.ts',
): Promise<Running & { output: () => string }> {
  const file = join(folder, 'model.json');
  await writeFile(file, typeof model === 'string' ? model : JSON.stringify(model));
  const said: string[] = [];
  const ports = {
    PORT: await claimPort(),
    SNAPINFRA_DYNAMODB_PORT: await claimPort(),
    SNAPINFRA_AWS_PORT: await claimPort(),
  };
  const running = start(process.execPath, [script, file], {
    cwd: workspaceRoot,
    env: { ...process.env, ...asText(ports), SNAPINFRA_STATE_DIR: join(folder, 'state') },
    onLine: (line) => said.push(line),
  });
  started.push(running);
  return { ...running, output: () => said.join('\n') };
}

const stateIsClean = () => !existsSync(join(folder, 'state', 'run.json'));

test('a model becomes a running backend, and no process is left behind', { timeout: 300_000 }, async () => {
  const demo = await beginDemo(notes);
  expect(await demo.ended, demo.output()).toBe(0);
  for (const step of [
    'Snapinfra started',
    'Code generated',
    'Its own tests pass',
    '409 in',
    '412 in',
    '404 in',
    'Done in',
  ])
    expect(demo.output()).toContain(step);
  expect(existsSync(join(generated, 'src/main.ts'))).toBe(true);
  expect(stateIsClean()).toBe(true);
});

test('a model with errors ends the demo with their locations', { timeout: 120_000 }, async () => {
  const demo = await beginDemo({ name, tables: [{ name: 'note', fields: [{ name: 'text', type: 'strin' }] }] });
  expect(await demo.ended).toBe(1);
  expect(demo.output()).toMatch(/\/tables\/0\/fields\/0\/type: .*strin/);
  expect(demo.output()).not.toContain('    at ');
  expect(stateIsClean()).toBe(true);
});

test('a file that is not JSON is rejected before anything starts', async () => {
  const demo = await beginDemo('{ "name": ');
  expect(await demo.ended).toBe(1);
  expect(demo.output()).toMatch(/model\.json is not JSON/);
});

test('Ctrl-C stops all processes of the demo', { timeout: 120_000 }, async () => {
  const demo = await beginDemo(notes);
  const installs = Promise.withResolvers<void>();
  demo.child.stdout?.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('Installing it')) installs.resolve();
  });
  await Promise.race([installs.promise, demo.ended]);
  demo.child.kill('SIGINT');
  expect(await demo.ended, demo.output()).toBe(130);
  expect(stateIsClean()).toBe(true);
});

test(
  'Ctrl-C in a terminal, which signals the whole process group, leaves no process behind',
  { timeout: 180_000 },
  async () => {
    const demo = await beginDemo(notes, 'tools/dev/demo.mjs');
    const group = demo.child.pid!;
    const installs = () => descendants(group).some((pid) => /\bnpm\S* ci\b/.test(commandOf(pid)));
    const untilItInstalls = async () => {
      await expect.poll(installs, { timeout: 120_000 }).toBe(true);
    };
    await Promise.race([untilItInstalls(), demo.ended]);
    const all = descendants(group);
    process.kill(-group, 'SIGINT');
    expect(await demo.ended, demo.output()).toBe(130);
    expect(demo.output()).not.toContain('✗');
    await expect.poll(() => all.filter(isAlive), { timeout: 60_000 }).toEqual([]);
    expect(stateIsClean()).toBe(true);
  },
);
