import { httpContracts, projectStatuses, type HttpContract } from '@snapinfra/contracts';
import { freePort, useBackend } from '@snapinfra/testing';
import { Value } from 'typebox/value';
import { afterAll, describe, expect, it } from 'vitest';
import { createFrontendClient, onboardingBody } from './support/frontend.ts';
import { randomText } from './support/models.ts';
import { startApi } from './support/start-api.ts';
import { objectKeysOf } from './support/stored-objects.ts';

const backend = await useBackend();
const port = await freePort();
const api = await startApi(backend);
await api.app.listen({ port, host: '127.0.0.1' });
afterAll(() => api.close());

const clientOf = (user: string) => createFrontendClient(`http://127.0.0.1:${port}`, { 'x-dev-user-id': user });

/** What pages read of a project, in a list and alone. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly schema: { readonly tables: readonly { readonly fields: readonly object[] }[] };
  readonly endpoints: readonly object[];
  readonly database: { readonly type: string };
  readonly diagrams: Readonly<Record<string, object | null>>;
  readonly architecture: { readonly nodes: readonly object[] } | null;
  readonly generatedCode?: { readonly files: readonly object[] };
  readonly generatedIaC?: object | null;
}
interface Saved extends Row {
  readonly issues: readonly { readonly severity: string; readonly code: string; readonly suggestion?: object }[];
}

/** Code as the frontend makes it, that gzip does not make small. */
const generated = (files: number, bytes: number) => ({
  files: Array.from({ length: files }, (_, index) => ({
    path: `src/file-${index}.ts`,
    content: randomText(bytes),
    description: 'A file',
  })),
  instructions: 'npm start',
  dependencies: ['express'],
  success: true,
});

const { specialParam: _, ...kept } = onboardingBody();

describe('onboarding', () => {
  it('asks for health, makes the project, and finds it in the list and alone, as it was sent', async () => {
    const client = clientOf('onboarding');
    expect(await client.health()).toMatchObject({
      status: 'healthy',
      services: { dynamodb: { status: 'healthy' }, s3: { status: 'healthy' } },
    });
    const made = await client.post<Saved>('/projects', onboardingBody());
    expect(made.status).toBe('draft');
    expect(Date.parse(made.createdAt) + Date.parse(made.updatedAt)).toBeGreaterThan(0);
    const [row, ...others] = await client.get<Row[]>('/projects');
    expect(others).toEqual([]);
    const alone = await client.get<Row>(`/projects/${made.id}`);
    for (const project of [row, alone, made]) expect(project).toMatchObject(kept);
    expect(row).toEqual(alone);
    expect(row).not.toHaveProperty('specialParam');
  });

  it('gets a schema that generates, and proposals to add', async () => {
    const client = clientOf('generates');
    const { id, issues } = await client.post<Saved>('/projects', onboardingBody());
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(issues.filter(({ code }) => code === 'relationship_likely')).toMatchObject([
      { suggestion: { relationship: { fromTable: 'copies', fromFields: ['branch_id'], toTable: 'branches' } } },
      { suggestion: { relationship: { fromTable: 'loans', fromFields: ['copy_id'], toTable: 'copies' } } },
      { suggestion: { relationship: { fromTable: 'loans', fromFields: ['reader_id'], toTable: 'readers' } } },
    ]);
    expect(await client.post('/code-gen/generate', { projectId: id, type: 'backend' })).toMatchObject({
      status: 'pending',
    });
    const relationships = issues.flatMap(({ suggestion }) => Object.values(suggestion ?? {}) as object[]);
    const saved = await client.put<Saved>(`/projects/${id}`, { schema: { ...kept.schema, relationships } });
    expect(saved.issues.filter(({ severity, code }) => severity === 'error' || code.endsWith('_likely'))).toEqual([]);
  });

  it.each([
    ['no architecture', { architecture: null }],
    ['no pictures', { diagrams: { hld: null, lld: null, dataflow: null, erd: null, apiMap: null } }],
    ['no diagrams at all', { diagrams: null }],
    ['no description but the name', { description: '' }],
    ['nothing drawn', { diagrams: {} }],
    ['an array of decisions', { decisions: [{ id: 'db' }] }],
  ])('gets back %s as it was sent', async (_what, part) => {
    const client = clientOf('parts');
    const { id } = await client.post<Saved>('/projects', { ...onboardingBody(), ...part });
    expect(await client.get<Row>(`/projects/${id}`)).toMatchObject(part);
    const [row] = await client.get<Row[]>('/projects');
    expect(row).toMatchObject(part);
  });

  it('is told what is still unknown, in words', async () => {
    const body = { ...onboardingBody(), diagrams: { uml: {} } };
    const refused = clientOf('parts').post('/projects', body);
    await expect(refused).rejects.toMatchObject({ status: 400, message: 'The request is not valid' });
    await expect(clientOf('parts').post('/projects', { name: 'x', specialParams: 1 })).rejects.toThrow('not valid');
  });
});

describe('the pages of a project', () => {
  it('save every status that they offer', async () => {
    const client = clientOf('settings');
    const { id } = await client.post<Saved>('/projects', { name: 'Settings' });
    for (const status of projectStatuses) {
      const saved = await client.put<Row>(`/projects/${id}`, { name: 'Renamed', description: 'd', status });
      expect(saved).toMatchObject({ name: 'Renamed', status });
    }
    expect(projectStatuses).toEqual(expect.arrayContaining(['active', 'archived']));
  });

  it('keep generated code of some megabytes, replace it, and leave nothing behind', async () => {
    const client = clientOf('coder');
    const { id } = await client.post<Saved>('/projects', onboardingBody());
    const [generatedCode, generatedIaC] = [generated(100, 30_000), generated(2, 100)];
    const saved = await client.put<Row>(`/projects/${id}`, { generatedCode, generatedIaC });
    expect(saved.generatedCode?.files).toHaveLength(100);
    const read = () => client.get<Row>(`/projects/${id}`);
    expect(await read()).toMatchObject({ ...kept, generatedCode, generatedIaC });
    expect(await objectKeysOf(api, id)).not.toEqual([]);
    await client.put(`/projects/${id}`, { generatedCode: generated(1, 10), generatedIaC: null });
    expect((await read()).generatedCode?.files).toHaveLength(1);
    expect((await read()).generatedIaC).toBeNull();
    await client.remove(`/projects/${id}`);
    await api.deps.background.drain();
    expect(await objectKeysOf(api, id)).toEqual([]);
    await expect(read()).rejects.toMatchObject({ status: 404, message: 'Project not found' });
  });

  it('take an architecture away where it is drawn', async () => {
    const client = clientOf('architect');
    const { id } = await client.post<Saved>('/projects', onboardingBody());
    await expect(client.put(`/projects/${id}`, { architecture: null })).rejects.toMatchObject({ status: 400 });
    const [drawn] = await client.get<{ id: string }[]>(`/architecture/project/${id}`);
    await client.remove(`/architecture/${drawn?.id ?? ''}?projectId=${id}`);
    expect(await client.put<Row>(`/projects/${id}`, { architecture: null })).toMatchObject({ architecture: null });
  });
});

describe('the list of projects', () => {
  it('has all that the dashboard counts, newest first, in one page without a limit', async () => {
    const client = clientOf('many');
    const names = Array.from({ length: 119 }, (_, index) => `Project ${index}`);
    for (const name of names) await client.post('/projects', { name, schema: onboardingBody().schema });
    const rows = await client.get<Row[]>('/projects');
    expect(rows.map(({ name }) => name)).toEqual(names.toReversed().slice(0, 100));
    const all = await client.get<Row[]>('/projects?limit=500');
    expect(all).toHaveLength(119);
    expect(all.flatMap(({ schema }) => schema.tables)).toHaveLength(119 * 4);
    expect(all.every(({ description }) => description === '')).toBe(true);
    expect(await client.get<Row[]>('/projects?limit=5&search=Project%2011')).toHaveLength(5);
    const [lean] = await client.get<Row[]>('/projects?view=summary&limit=1');
    expect(lean).not.toHaveProperty('schema');
  });

  it('is honest and not a failure where there is nothing', async () => {
    expect(await clientOf('nobody yet').get('/projects')).toEqual([]);
  });

  it('ends a page early beyond some megabytes, and goes on where it ended', async () => {
    const user = 'heavy';
    const client = clientOf(user);
    const analysis = generated(3, 1_000_000);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await client.post('/projects', { name, analysis });
    const { generatedCode } = await client.put<Row>(`/projects/${await idOf(client, 'd')}`, {
      generatedCode: generated(1, 10),
    });
    const page = async (query: string) =>
      (await api.app.inject({ url: `/api/projects?${query}`, headers: { 'x-dev-user-id': user } })).json<{
        data: Row[];
        pagination: { nextCursor: string | null };
      }>();
    const first = await page('');
    expect(first.data.map(({ name }) => name)).toEqual(['e', 'd']);
    expect(first.data.at(-1)).toMatchObject({ analysis, generatedCode });
    const second = await page(`cursor=${first.pagination.nextCursor}`);
    expect(second.data.map(({ name }) => name)).toEqual(['c', 'b']);
    const third = await page(`cursor=${second.pagination.nextCursor}`);
    expect([third.data.map(({ name }) => name), third.pagination.nextCursor]).toEqual([['a'], null]);
    const lean = await page('view=summary');
    expect(lean.data).toHaveLength(5);
  });
});

const idOf = async (client: ReturnType<typeof clientOf>, name: string) =>
  (await client.get<Row[]>('/projects?view=summary')).find((row) => row.name === name)?.id ?? '';

describe('the calls of clients that no page uses yet', () => {
  it('work with a Content-Type and no body, and with the project beside the path', async () => {
    const client = clientOf('unused');
    const { id: projectId } = await client.post<Saved>('/projects', onboardingBody());
    const beside = `?projectId=${projectId}`;
    const [schema] = await client.get<{ id: string }[]>(`/schemas/project/${projectId}`);
    const [architecture] = await client.get<{ id: string }[]>(`/architecture/project/${projectId}`);
    await client.get(`/schemas/${schema?.id ?? ''}${beside}`);
    await client.get(`/architecture/${architecture?.id ?? ''}${beside}`);
    const { id } = await client.post<{ id: string }>('/code-gen/generate', { projectId, framework: 'express' });
    expect(await client.get(`/code-gen/${id}${beside}`)).toMatchObject({ status: 'pending' });
    await client.get(`/code-gen/project/${projectId}`);
    await client.remove(`/code-gen/${id}${beside}`);
    await client.remove(`/schemas/${schema?.id ?? ''}${beside}`);
    await client.remove(`/architecture/${architecture?.id ?? ''}${beside}`);
    await client.remove(`/projects/${projectId}`);
  });

  const withIds = Object.entries(httpContracts).filter(([, { url }]) => /:(?!projectId)\w+/.test(url));

  it.each(withIds)('%s takes the project beside its path', (_name, { schema }: HttpContract) => {
    const { querystring } = schema;
    expect(querystring === undefined || Value.Check(querystring, { projectId: 'p' })).toBe(true);
  });
});
