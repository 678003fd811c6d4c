import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleApp } from '../bundle/bundle-app.ts';
import { asExpression } from '../bundle/inline-template-files.ts';

const run = promisify(execFile);
const workspaceRoot = resolve(import.meta.dirname, '../../..');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapinfra-bundle-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeApp(files: Readonly<Record<string, string>>): Promise<string> {
  const appRoot = join(folder, 'source', 'app');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(appRoot, path)), { recursive: true });
    await writeFile(join(appRoot, path), text);
  }
  await symlink(join(workspaceRoot, 'node_modules'), join(folder, 'source', 'node_modules'));
  return appRoot;
}

test('a bundle runs from an otherwise empty folder, including CommonJS packages and worker threads', async () => {
  const appRoot = await writeApp({
    'package.json': '{ "type": "module" }',
    'src/main.ts': `
      import fastify from 'fastify';
      import { Worker } from 'node:worker_threads';
      declare const SNAPINFRA_BUNDLED: boolean | undefined;
      const app = fastify();
      app.get('/', async () => ({ hello: 'bundle' }));
      const answer = await app.inject('/');
      const bundled = typeof SNAPINFRA_BUNDLED !== 'undefined';
      const worker = new Worker(new URL(bundled ? './count.thread.mjs' : './jobs/count.thread.ts', import.meta.url));
      worker.once('message', (count: number) => console.log(answer.body, count));
    `,
    'src/jobs/count.thread.ts': `
      import { parentPort } from 'node:worker_threads';
      parentPort?.postMessage(41 + 1);
    `,
  });
  const outputFolder = join(folder, 'elsewhere');
  await bundleApp({ appRoot, outputFolder });
  await rm(join(folder, 'source'), { recursive: true });

  const { stdout } = await run(process.execPath, [join(outputFolder, 'main.mjs')], { cwd: outputFolder, env: {} });
  expect(stdout).toBe('{"hello":"bundle"} 42\n');
  expect(await readdir(outputFolder)).toEqual(
    expect.arrayContaining(['main.mjs', 'main.mjs.map', 'count.thread.mjs', 'count.thread.mjs.map']),
  );
});

test('stack traces of a bundle refer to the source files', async () => {
  const appRoot = await writeApp({
    'package.json': '{ "type": "module" }',
    'src/main.ts': `import { fail } from './fail.ts';\nfail();\n`,
    'src/fail.ts': `export function fail(): never {\n  throw new Error('as planned');\n}\n`,
  });
  await bundleApp({ appRoot, outputFolder: join(folder, 'out') });
  const failure = run(process.execPath, ['--enable-source-maps', join(folder, 'out/main.mjs')]);
  await expect(failure).rejects.toThrow(/src\/fail\.ts:2/);
});

test('a missing module makes the build fail', async () => {
  const appRoot = await writeApp({ 'src/main.ts': `import 'no-such-package';` });
  await expect(bundleApp({ appRoot, outputFolder: join(folder, 'out') })).rejects.toThrow(/no-such-package/);
});

test('template files are inlined unchanged, whatever their content', () => {
  const files = new Map<string, string | Uint8Array>([
    ['a.ts', 'const a = `${"\\n"}`; // </script> \u2028 \u{1F600}'],
    ['__proto__', ''],
    ['b.bin', new Uint8Array([0, 255, 10])],
  ]);
  // oxlint-disable-next-line no-implied-eval, no-new-func -- evaluates it like a bundle does
  const read = new Function(`return ${asExpression(files, 'templateFiles')}`) as () => unknown;
  expect(read()).toEqual(files);
});

test('a value that is not data cannot be inlined', () => {
  expect(() => asExpression(() => 1, 'templateFiles')).toThrow(/templateFiles, which is not data/);
});
