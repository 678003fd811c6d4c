import {
  createProject,
  createSchema,
  createSchemaVersion,
  deleteSchema,
  generateCode,
  getProject,
  getSchema,
  listProjectSchemas,
  listSchemas,
  listSchemasOfProject,
  listSchemaVersions,
  updateProject,
  updateSchema,
} from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { bulkySchema, designerSchema, draftSchema, goodSchema } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';
import { objectKeysOf } from './support/stored-objects.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

const newProject = async (body: object = { name: 'Project' }, user = 'ada') =>
  (await api.expectStatus(201, createProject, { body, user })).body.data;
const newSchema = async (projectId: string, schema: object = goodSchema, user = 'ada') =>
  (await api.expectStatus(201, createSchema, { body: { projectId, ...schema }, user })).body.data;

describe('a schema', () => {
  it('is given back as it was sent, and as the canonical model', async () => {
    const { id: projectId } = await newProject();
    const { id } = await newSchema(projectId, designerSchema);
    const params = { schemaId: id };
    const { body } = await api.expectStatus(200, getSchema, { params });
    expect(body.data).toMatchObject({ ...designerSchema, id, projectId, version: 1, primary: true, errorCount: 0 });
    const canonical = await api.expectStatus(200, getSchema, { params, query: { view: 'canonical' } });
    expect(canonical.body.data).toMatchObject({
      model: {
        name: 'Blog',
        tables: [
          {
            name: 'Author',
            fields: [
              { name: 'id', type: 'uuid' },
              { type: 'text', maxLength: 80 },
            ],
          },
        ],
      },
    });
    expect(canonical.headers.etag).not.toBe((await api.call(getSchema, { params })).headers.etag);
  });

  it('gets a version with every save, and old versions stay', async () => {
    const { id: projectId } = await newProject();
    const { id } = await newSchema(projectId);
    const params = { schemaId: id };
    await api.expectStatus(200, updateSchema, { params, body: { projectId, name: 'Renamed' } });
    const third = await api.expectStatus(201, createSchemaVersion, { params, body: designerSchema });
    expect(third.body.data).toMatchObject({ version: 3, name: 'Blog' });
    const copy = await api.expectStatus(201, createSchemaVersion, { params, body: {} });
    expect(copy.body.data).toMatchObject({ version: 4, ...designerSchema });
    const second = await api.expectStatus(200, getSchema, { params, query: { version: 2 } });
    expect(second.body.data).toMatchObject({ ...goodSchema, name: 'Renamed', version: 2 });
    const { body: page } = await api.expectStatus(200, listSchemaVersions, { params, query: { limit: 3 } });
    expect(page.data.map(({ version }) => version)).toEqual([4, 3, 2]);
    const cursor = page.pagination.nextCursor ?? '';
    const { body: rest } = await api.expectStatus(200, listSchemaVersions, { params, query: { limit: 3, cursor } });
    expect(rest.data.map(({ version }) => version)).toEqual([1]);
    await expectProblem(api, 'schema_not_found', getSchema, { params, query: { version: 9 } });
  });

  it('moves the project that shows it', async () => {
    const { id: projectId } = await newProject({ name: 'Shown', schema: designerSchema });
    const { body: list } = await api.expectStatus(200, listProjectSchemas, { params: { projectId } });
    const schemaId = list.data[0]?.id ?? '';
    await api.expectStatus(200, updateSchema, { params: { schemaId }, body: goodSchema });
    const { body } = await api.expectStatus(200, getProject, { params: { projectId } });
    expect(body.data).toMatchObject({ schemaId, schemaVersion: 2, tableCount: 2, schema: goodSchema });
  });

  it('is primary when it is the first of its project only', async () => {
    const { id: projectId } = await newProject();
    const answers = await Promise.all([
      newSchema(projectId),
      newSchema(projectId, designerSchema),
      newSchema(projectId),
    ]);
    expect(answers.filter(({ primary }) => primary)).toHaveLength(1);
    const { body } = await api.expectStatus(200, listSchemasOfProject, { params: { projectId } });
    expect(body.data.map(({ id }) => id).sort()).toEqual(answers.map(({ id }) => id).sort());
    expect(body.data.every(({ tables }) => tables.length > 0)).toBe(true);
  });

  it('gets a version like the newest from a request without a body', async () => {
    const { id: projectId } = await newProject();
    const { id } = await newSchema(projectId);
    const { body } = await api.expectStatus(201, createSchemaVersion, { params: { schemaId: id } });
    expect(body.data).toMatchObject({ version: 2, ...goodSchema });
  });

  it('keeps every version of those saved at the same time', async () => {
    const { id: projectId } = await newProject();
    const { id } = await newSchema(projectId);
    const params = { schemaId: id };
    const saves = ['a', 'b', 'c'].map((name) => api.expectStatus(201, createSchemaVersion, { params, body: { name } }));
    const versions = (await Promise.all(saves)).map(({ body }) => body.data.version);
    expect(versions.sort()).toEqual([2, 3, 4]);
    const stale = { params, body: { name: 'x' }, headers: { 'if-match': '"1"' } };
    await expectProblem(api, 'precondition_failed', updateSchema, stale);
  });

  it('is stored whatever its size, and its objects go with it', async () => {
    const user = 'bulky';
    const { id: projectId } = await newProject({ name: 'Big' }, user);
    const schema = bulkySchema(400, 100);
    const { id } = await newSchema(projectId, schema, user);
    const read = await api.expectStatus(200, getSchema, { params: { schemaId: id }, user });
    expect(read.body.data).toMatchObject({ tables: schema.tables });
    expect(await objectKeysOf(api, projectId)).not.toEqual([]);
    await api.expectStatus(200, deleteSchema, { params: { schemaId: id }, user });
    expect(await objectKeysOf(api, projectId)).toEqual([]);
  });

  it('is gone when it was deleted, and the project has none', async () => {
    const { id: projectId } = await newProject();
    const { id } = await newSchema(projectId);
    await api.expectStatus(200, deleteSchema, { params: { schemaId: id } });
    await expectProblem(api, 'schema_not_found', getSchema, { params: { schemaId: id } });
    const { body } = await api.expectStatus(200, getProject, { params: { projectId } });
    expect(body.data).toMatchObject({ schemaId: null, tableCount: 0 });
    expect(body.data).not.toHaveProperty('schema');
    await expectProblem(api, 'schema_missing', generateCode, { body: { projectId } });
    await api.expectStatus(200, updateProject, { params: { projectId }, body: { schema: goodSchema } });
  });

  it('is read by its owner only', async () => {
    const { id: projectId } = await newProject();
    const { id } = await newSchema(projectId);
    const other = { params: { schemaId: id, projectId }, user: 'eve' };
    await expectProblem(api, 'schema_not_found', getSchema, other);
    await expectProblem(api, 'schema_not_found', updateSchema, { ...other, body: { name: 'x' } });
    await expectProblem(api, 'schema_not_found', createSchemaVersion, { ...other, body: {} });
    await expectProblem(api, 'schema_not_found', listSchemaVersions, other);
    await expectProblem(api, 'schema_not_found', deleteSchema, other);
    await expectProblem(api, 'project_not_found', listSchemasOfProject, other);
    await expectProblem(api, 'project_not_found', createSchema, { body: { projectId, ...goodSchema }, user: 'eve' });
    const { body } = await api.expectStatus(200, listSchemas, { user: 'eve' });
    expect(body.data).toEqual([]);
  });
});

describe('what is wrong with a schema', () => {
  it('is said of a draft, which is saved', async () => {
    const { id: projectId } = await newProject();
    const saved = await newSchema(projectId, draftSchema);
    expect(saved.errorCount).toBeGreaterThan(0);
    expect(saved.issues).toContainEqual(
      expect.objectContaining({ path: '/tables/0/fields/0/type', code: 'unknown_type' }),
    );
    const empty = await newSchema(projectId, { name: 'Nothing yet', tables: [] });
    expect(empty.errorCount).toBeGreaterThan(0);
  });

  it('keeps one of the wrong shape from being saved, with the place', async () => {
    const { id: projectId } = await newProject();
    const withField = (field: object) => ({
      name: 'S',
      tables: [{ name: 't', fields: [{ name: 'id', type: 'uuid', ...field }] }],
    });
    const unknown = await expectProblem(api, 'validation_failed', createSchema, {
      body: { projectId, ...withField({ colour: 'red' }) },
    });
    expect(unknown.errors).toContainEqual(
      expect.objectContaining({ path: '/tables/0/fields/0/colour', code: 'unknown_member' }),
    );
    const inProject = await expectProblem(api, 'validation_failed', createProject, {
      body: { name: 'P', schema: withField({ required: 'yes' }) },
    });
    expect(inProject.errors?.[0]?.path).toBe('/schema/tables/0/fields/0/required');
    await expectProblem(api, 'validation_failed', createSchema, { body: { projectId, name: 'S', tables: 'none' } });
    await expectProblem(api, 'validation_failed', createSchema, {
      body: { projectId, name: 'S', tables: [], extra: 1 },
    });
    await expectProblem(api, 'validation_failed', createSchema, { body: { name: 'S', tables: [] } });
    const many = { name: 'S', tables: Array.from({ length: 2001 }, (_, index) => ({ name: `t${index}`, fields: [] })) };
    await expectProblem(api, 'validation_failed', createSchema, { body: { projectId, ...many } });
    const { body } = await api.expectStatus(200, listSchemasOfProject, { params: { projectId } });
    expect(body.data).toEqual([]);
  });
});
