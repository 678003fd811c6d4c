import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { freePort } from './index.ts';
import { startApp } from './start-app.ts';
import { waitFor } from './wait-for.ts';

const folder = await mkdtemp(join(tmpdir(), 'snapinfra-start-app-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const appOf = async (name: string, source: string): Promise<string> => {
  const entry = join(folder, `${name}.ts`);
  await writeFile(entry, source);
  return entry;
};
const serving = `import { createServer } from 'node:http';
const server = createServer((_, answer) => answer.end(JSON.stringify(process.env)));
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => { console.log('stopping'); server.close(); server.closeAllConnections(); });`;

it('starts an app with only the given environment, and stops it', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = await startApp({ entry: await appOf('serving', serving), env: { PORT: String(port) }, readyUrl: url });
  expect(Object.keys((await (await fetch(url)).json()) as object).toSorted()).toEqual([
    'HOME',
    'NODE_COMPILE_CACHE',
    'PATH',
    'PORT',
  ]);
  expect(await app.stop()).toEqual({ code: 0, signal: null });
  expect(app.output()).toContain('stopping');
});

it('reports the output of an app that exits before it is ready', async () => {
  const entry = await appOf('broken', `console.error('no such table'); process.exit(3);`);
  const start = startApp({ entry, env: {}, readyUrl: 'http://127.0.0.1:1/' });
  await expect(start).rejects.toThrow(/ended with \{"code":3.*no such table/s);
});

it('kills an app that ignores SIGTERM, even if it is suspended', async () => {
  const entry = await appOf(
    'stubborn',
    `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');`,
  );
  const app = await startApp({ entry, env: {} });
  await waitFor(() => app.output().includes('up'));
  app.signal('SIGSTOP');
  expect(await app.stop({ timeoutMs: 100 })).toEqual({ code: null, signal: 'SIGKILL' });
});

it('reports the missing outcome and its reason', async () => {
  const look = () => {
    throw new Error('not there');
  };
  const waiting = waitFor(look, { what: 'the answer', timeoutMs: 60, intervalMs: 10 });
  await expect(waiting).rejects.toThrow('the answer did not come within 60 ms');
  await expect(waiting).rejects.toHaveProperty('cause.message', 'not there');
});
