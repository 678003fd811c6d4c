import {
  generateCode,
  getDownloadUrl,
  listGeneratedFiles,
  pathOf,
  readGeneratedFile,
  streamCodeGeneration,
} from '@snapinfra/contracts';
import { apiEnv } from '@snapinfra/platform';
import { freePort, startApp, useBackend } from '@snapinfra/testing';
import { afterAll, expect, it } from 'vitest';
import { architecture, designerSchema } from './support/models.ts';
import { testEnv } from './support/start-api.ts';

const backend = await useBackend();
const port = await freePort();
const known = new Set(Object.keys(apiEnv.properties));
const env = {
  ...backend.env,
  ...Object.fromEntries(Object.entries(testEnv).filter(([name]) => known.has(name))),
  LOG_LEVEL: 'warn',
};
const url = `http://127.0.0.1:${port}`;
const api = await startApp({
  entry: 'apps/api/src/main.ts',
  env: { ...env, PORT: String(port) },
  readyUrl: `${url}/api/health/ready`,
});
const worker = await startApp({ entry: 'apps/codegen-worker/src/main.ts', env });
afterAll(() => Promise.all([api.stop(), worker.stop()]));

const headers = { 'x-dev-user-id': 'ada', 'content-type': 'application/json' };
interface Answer<Data> {
  readonly data: Data;
}
const post = async <Data>(path: string, body: unknown): Promise<Data> => {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(response.ok, await response.clone().text()).toBe(true);
  return ((await response.json()) as Answer<Data>).data;
};
const get = (path: string) => fetch(`${url}${path}`, { headers });

it('goes from a drawn schema to an archive, through a worker', async () => {
  const { id: projectId } = await post<{ id: string }>('/api/projects', {
    name: 'Blog',
    schema: designerSchema,
    architecture,
  });
  const { id: generationId } = await post<{ id: string }>(generateCode.url, { projectId });
  const events = await (await get(pathOf(streamCodeGeneration, { generationId }))).text();
  const states = [...events.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as { status: string });
  expect(states.at(-1), events + worker.output()).toMatchObject({ status: 'completed', progress: { percent: 100 } });

  const { data: files } = (await (await get(pathOf(listGeneratedFiles, { generationId }))).json()) as Answer<{
    files: { path: string }[];
  }>;
  expect(files.files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['package.json', 'migrations/0001_initial.sql']),
  );
  const file = await get(pathOf(readGeneratedFile, { generationId, '*': 'migrations/0001_initial.sql' }));
  expect(await file.text()).toMatch(/create table/i);

  const { data } = (await (await get(pathOf(getDownloadUrl, { generationId }))).json()) as Answer<{
    downloadUrl: string;
  }>;
  const archive = Buffer.from(await (await fetch(data.downloadUrl)).arrayBuffer());
  expect(archive.subarray(0, 2).toString()).toBe('PK');
  expect((await get('/docs/')).status).toBe(200);
});
