import {
  createProject,
  deleteProject,
  getProject,
  listProjectDeployments,
  listProjects,
  listProjectSchemas,
  readProjectBatch,
  updateProject,
} from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { architecture, bulkySchema, designerSchema, draftSchema, goodSchema } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';
import { objectKeysOf } from './support/stored-objects.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

const everything = {
  name: 'Shop',
  description: 'Sells things',
  schema: designerSchema,
  architecture,
  endpoints: [{ path: '/orders', method: 'GET', anything: { nested: true } }],
  database: { type: 'postgresql', version: 15 },
  decisions: { cache: { chosen: 'none' } },
  selectedTools: ['fastify'],
  analysis: { score: 1 },
};

const create = async (body: object, user?: string) => {
  const { body: answer } = await api.expectStatus(201, createProject, { body, ...(user !== undefined && { user }) });
  return answer.data;
};

describe('a project', () => {
  it('is given back with everything as it was sent', async () => {
    const { body, headers } = await api.expectStatus(201, createProject, { body: everything });
    expect(headers).toMatchObject({ location: `/api/projects/${body.data.id}`, etag: '"1"' });
    const read = await api.expectStatus(200, getProject, { params: { projectId: body.data.id } });
    expect(read.body.data).toMatchObject({
      ...everything,
      status: 'draft',
      schemaVersion: 1,
      tableCount: 1,
      userId: 'ada',
    });
    expect(read.body.data.schema).toEqual(designerSchema);
    expect(read.headers.etag).toBe('"1"');
  });

  it('answers 304 to who has it already', async () => {
    const { id } = await create({ name: 'Cached' });
    const headers = { 'if-none-match': '"1"' };
    const { status, text } = await api.call(getProject, { params: { projectId: id }, headers });
    expect([status, text]).toEqual([304, '']);
  });

  it('says what is wrong with a draft and saves it', async () => {
    const saved = await create({ name: 'Draft', schema: draftSchema });
    expect(saved.issues).toContainEqual(expect.objectContaining({ severity: 'error', code: 'unknown_type' }));
  });

  it('changes only what is sent, and makes a schema version of a schema', async () => {
    const { id } = await create(everything);
    const params = { projectId: id };
    const body = { status: 'building', database: { type: 'mysql' }, schema: goodSchema };
    const { body: saved } = await api.expectStatus(200, updateProject, { params, body });
    expect(saved.data).toMatchObject({
      name: 'Shop',
      status: 'building',
      schemaVersion: 2,
      tableCount: 2,
      version: 2,
      analysis: { score: 1 },
    });
    const read = await api.expectStatus(200, getProject, { params });
    expect(read.body.data).toMatchObject({ ...everything, ...body });
    const { body: schemas } = await api.expectStatus(200, listProjectSchemas, { params });
    expect(schemas.data).toHaveLength(1);
    expect(schemas.data[0]).toMatchObject({ version: 2, primary: true, ...goodSchema });
  });

  it('gets its first schema and architecture by a change', async () => {
    const { id } = await create({ name: 'Empty' });
    const params = { projectId: id };
    await api.expectStatus(200, updateProject, { params, body: { schema: goodSchema, architecture } });
    const read = await api.expectStatus(200, getProject, { params });
    expect(read.body.data).toMatchObject({ schema: goodSchema, architecture, schemaVersion: 1 });
  });

  it('is stored whatever its size', async () => {
    const schema = bulkySchema(400, 100);
    const { id } = await create({ name: 'Bulky', schema });
    const read = await api.expectStatus(200, getProject, { params: { projectId: id } });
    expect(read.body.data.schema).toEqual(schema);
  });

  it('is changed by one of those who read the same version', async () => {
    const { id } = await create({ name: 'Contended' });
    const change = (name: string, ifMatch: string) =>
      api.call(updateProject, { params: { projectId: id }, body: { name }, headers: { 'if-match': ifMatch } });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => change(name, '"1"')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const { status } = await change('e', '*');
    expect(status).toBe(200);
  });

  it('loses no change of those made at the same time', async () => {
    const { id } = await create({ name: 'Together' });
    const params = { projectId: id };
    const bodies = [{ name: 'x' }, { description: 'y' }, { schema: goodSchema }];
    await Promise.all(bodies.map((body) => api.expectStatus(200, updateProject, { params, body })));
    const read = await api.expectStatus(200, getProject, { params });
    expect(read.body.data).toMatchObject({ name: 'x', description: 'y', schema: goodSchema, version: 4 });
  });

  it('is read by its owner only', async () => {
    const { id } = await create(everything);
    const other = { params: { projectId: id }, user: 'eve' };
    await expectProblem(api, 'project_not_found', getProject, other);
    await expectProblem(api, 'project_not_found', updateProject, { ...other, body: { name: 'mine' } });
    await expectProblem(api, 'project_not_found', deleteProject, other);
    await expectProblem(api, 'project_not_found', listProjectSchemas, other);
    await expectProblem(api, 'project_not_found', listProjectDeployments, other);
    const { body } = await api.expectStatus(200, readProjectBatch, { body: { projectIds: [id] }, user: 'eve' });
    expect(body.data).toEqual([]);
  });

  it('has an honest list of deployments', async () => {
    const { id } = await create({ name: 'Not deployed' });
    const { body } = await api.expectStatus(200, listProjectDeployments, { params: { projectId: id } });
    expect(body).toMatchObject({ data: [], pagination: { nextCursor: null } });
  });
});

describe('deleting a project', () => {
  it('removes it and everything of it', async () => {
    const user = 'deleter';
    const { id } = await create({ ...everything, schema: bulkySchema(400, 100) }, user);
    expect(await objectKeysOf(api, id)).not.toEqual([]);
    const { body } = await api.expectStatus(200, deleteProject, { params: { projectId: id }, user });
    expect(body.data).toEqual({ id, deleted: true });
    await expectProblem(api, 'project_not_found', getProject, { params: { projectId: id }, user });
    expect(await objectKeysOf(api, id)).toEqual([]);
    const { body: list } = await api.expectStatus(200, listProjects, { user });
    expect(list.data).toEqual([]);
  });

  it('is refused when the project was changed since', async () => {
    const { id } = await create({ name: 'Kept' });
    const params = { projectId: id };
    await expectProblem(api, 'precondition_failed', deleteProject, { params, headers: { 'if-match': '"7"' } });
    await api.expectStatus(200, getProject, { params });
  });
});
