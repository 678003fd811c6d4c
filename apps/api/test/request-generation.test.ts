import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import {
  cancelCodeGeneration,
  createCodeGeneration,
  createProject,
  createSchema,
  deleteCodeGeneration,
  generateCode,
  getCodeGeneration,
  listCodeGenerations,
  updateProject,
} from '@snapinfra/contracts';
import { codeGenerationPromptKey } from '@snapinfra/platform';
import { useBackend, waitFor } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { storedRecord } from './support/generations.ts';
import { join } from './support/members.ts';
import { designerSchema, draftSchema, goodSchema } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
const { sqs } = backend.clients();
const api = await startApi(backend);
afterAll(() => api.close());

const newProject = async (body: object = { name: 'Shop', schema: goodSchema }, user = 'ada') =>
  (await api.expectStatus(201, createProject, { body, user })).body.data;

const request = async (body: object, user = 'ada') =>
  (await api.expectStatus(202, generateCode, { body, user })).body.data;

const received: string[] = [];
const messageOf = (id: string) =>
  waitFor(
    async () => {
      const poll = new ReceiveMessageCommand({
        QueueUrl: backend.resources.queueUrl,
        WaitTimeSeconds: 1,
        MaxNumberOfMessages: 10,
      });
      const { Messages = [] } = await sqs.send(poll);
      received.push(...Messages.map(({ Body = '' }) => Body));
      return received.find((text) => text.includes(id));
    },
    { what: `the message of ${id}` },
  );

describe('asking for code', () => {
  it('answers 202 with where to look, keeps what was sent, and sends the message', async () => {
    const { id: projectId } = await newProject();
    const options = { packageName: '@ada/shop', indexForeignKeys: true };
    const body = { projectId, type: 'backend', prompt: 'please', options };
    const sent = { ...body, framework: 'fastify' };
    const { body: answer, headers } = await api.expectStatus(202, generateCode, { body: sent });
    const { id } = answer.data;
    expect(headers).toMatchObject({ location: `/api/code-gen/${id}`, 'retry-after': '2' });
    expect(answer.data).toMatchObject({ ...body, status: 'pending', schemaVersion: 1, attempts: 0, version: 1 });
    expect(JSON.parse(await messageOf(id))).toMatchObject({
      type: 'code-generation.requested',
      version: 1,
      payload: { generationId: id, userId: 'ada' },
    });
    const record = await waitFor(
      async () => {
        const found = await storedRecord(api, id);
        return (found.outboxDueAt ?? 0) > Date.now() + 60_000 ? found : undefined;
      },
      { what: 'the confirmation' },
    );
    expect(record.traceparent).toMatch(/^00-/);
    const read = await api.expectStatus(200, getCodeGeneration, { params: { generationId: id } });
    expect(read.body.data).toEqual(answer.data);
  });

  it('keeps a prompt of any size beside the record, which is rewritten with every lease, and out of lists', async () => {
    const user = 'author';
    const { id: projectId } = await newProject(undefined, user);
    const codePoint = () => 0x10000 + Math.floor(Math.random() * 0x100000);
    const random = Array.from({ length: 100_000 }, () => String.fromCodePoint(codePoint())).join('');
    for (const prompt of ['', 'please', '"'.repeat(100_000), random]) {
      const { id, ...rest } = await request({ projectId, prompt }, user);
      const params = { generationId: id };
      const { body } = await api.expectStatus(200, getCodeGeneration, { params, user });
      expect(body.data.prompt).toBe(prompt);
      expect(rest.prompt).toBe(prompt);
      expect(await storedRecord(api, id)).not.toHaveProperty('prompt');
      const cancelled = await api.expectStatus(200, cancelCodeGeneration, { params, user });
      expect(cancelled.body.data.prompt).toBe(prompt);
    }
    const list = await api.expectStatus(200, listCodeGenerations, { user });
    expect(list.body.data.map((item) => 'prompt' in item)).toEqual([false, false, false, false]);
    const { id } = await request({ projectId, prompt: random }, user);
    await api.expectStatus(200, deleteCodeGeneration, { params: { generationId: id }, user });
    expect(await api.stores.generationPrompts.get(codeGenerationPromptKey(id))).toBeUndefined();
  });

  it('counts for the owner of the project, whoever of its members asks', async () => {
    const { id: projectId } = await newProject(undefined, 'tenant');
    await join(api, projectId, 'colleague', 'developer');
    const { id, userId } = await request({ projectId }, 'colleague');
    expect(userId).toBe('colleague');
    expect(await storedRecord(api, id)).toMatchObject({ userId: 'colleague', tenantId: 'tenant' });
  });

  it('takes the version that is asked for, of the schema that is asked for', async () => {
    const { id: projectId } = await newProject();
    await api.expectStatus(200, updateProject, { params: { projectId }, body: { schema: designerSchema } });
    expect(await request({ projectId })).toMatchObject({ schemaVersion: 2 });
    expect(await request({ projectId, schemaVersion: 1 })).toMatchObject({ schemaVersion: 1 });
    const other = await api.expectStatus(201, createSchema, { body: { projectId, ...goodSchema } });
    const { id: schemaId } = other.body.data;
    expect(await request({ projectId, options: { schemaId } })).toMatchObject({ schemaId, schemaVersion: 1 });
    const { body } = await api.expectStatus(202, createCodeGeneration, { body: { projectId } });
    expect(body.data.status).toBe('pending');
    await expectProblem(api, 'schema_not_found', generateCode, { body: { projectId, schemaVersion: 3 } });
    await expectProblem(api, 'schema_not_found', generateCode, { body: { projectId, schemaId: 'unknown' } });
  });

  it('is refused where there is nothing to generate from, and nothing stays behind', async () => {
    const user = 'refused';
    const { id: empty } = await newProject({ name: 'Empty' }, user);
    await expectProblem(api, 'schema_missing', generateCode, { body: { projectId: empty }, user });
    const { id: wrong } = await newProject({ name: 'Wrong', schema: draftSchema }, user);
    const invalid = await expectProblem(api, 'model_invalid', generateCode, { body: { projectId: wrong }, user });
    expect(invalid.errors).toContainEqual(
      expect.objectContaining({ path: '/tables/0/fields/0/type', code: 'unknown_type' }),
    );
    const { id: mysql } = await newProject({ name: 'M', schema: goodSchema, database: { type: 'MySQL' } }, user);
    const refused = await expectProblem(api, 'database_not_supported', generateCode, {
      body: { projectId: mysql },
      user,
    });
    expect(refused.detail).toContain('MySQL');
    await expectProblem(api, 'project_not_found', generateCode, { body: { projectId: 'unknown' }, user });
    await expectProblem(api, 'project_not_found', generateCode, { body: { projectId: mysql }, user: 'eve' });
    await expectProblem(api, 'validation_failed', generateCode, {
      body: { projectId: mysql, packageName: 'No Name' },
      user,
    });
    await expectProblem(api, 'validation_failed', generateCode, {
      body: { projectId: mysql, options: { language: 'rust' } },
      user,
    });
    await expectProblem(api, 'validation_failed', generateCode, { body: {}, user });
    const { body } = await api.expectStatus(200, listCodeGenerations, { user });
    expect(body.data).toEqual([]);
  });

  // Quadratic over the digits, each of these took the only thread for minutes, and again with every request for code.
  it('looks at a default of a hundred thousand digits, saved and asked for code, and refuses to save a longer one', async () => {
    const user = 'digits';
    const withDefaults = (length: number) => {
      const fields = [
        { name: 'id', type: 'UUID', isPrimary: true },
        { name: 'a', type: 'integer', defaultValue: `${'1'.repeat(length)}x` },
        { name: 'b', type: 'Decimal', defaultValue: `1.${'0'.repeat(length)}1` },
      ];
      return { name: 'Digits', tables: [{ name: 'number', fields }] };
    };
    const { id: projectId, issues } = await newProject({ name: 'Digits', schema: withDefaults(99_000) }, user);
    expect(issues.map(({ code }) => code)).toEqual(['default_invalid', 'default_invalid']);
    for (let times = 0; times < 5; times += 1)
      await expectProblem(api, 'model_invalid', generateCode, { body: { projectId }, user });
    const body = { name: 'Longer', schema: withDefaults(1_000_000) };
    const { errors } = await expectProblem(api, 'validation_failed', createProject, { body, user });
    expect(errors?.map(({ path, code }) => [path, code])).toEqual([
      ['/schema/tables/0/fields/1/defaultValue', 'too_long'],
      ['/schema/tables/0/fields/2/defaultValue', 'too_long'],
    ]);
  });

  it('refuses another database that the request names', async () => {
    const { id: projectId } = await newProject();
    for (const [database, path] of [
      ['mysql', '/database'],
      [{ type: 'MongoDB' }, '/database/type'],
      [5, '/database'],
      [['postgresql'], '/database'],
    ] as const) {
      const body = { projectId, database };
      const { errors, status } = await expectProblem(api, 'database_not_supported', generateCode, { body });
      expect([status, errors?.[0]?.path]).toEqual([422, path]);
    }
    for (const database of ['postgres', 'PostgreSQL', { type: 'postgresql' }, { version: 15 }, '', null]) {
      await request({ projectId, database });
    }
  });

  it('refuses a package name that npm would refuse, and names it', async () => {
    const { id: projectId } = await newProject();
    for (const packageName of ['http', 'node_modules', 'Shop', '.shop', '_shop', 'fastify', 'a'.repeat(215), '']) {
      const named = { body: { projectId, packageName } };
      const { errors, status } = await expectProblem(api, 'validation_failed', generateCode, named);
      expect([status, errors]).toMatchObject([400, [{ path: '/packageName', code: 'package_name_not_valid' }]]);
      const nested = await expectProblem(api, 'validation_failed', createCodeGeneration, {
        body: { projectId, options: { packageName } },
      });
      expect(nested.detail).toContain(JSON.stringify(packageName.slice(0, 100)));
    }
    await request({ projectId, packageName: '@ada/shop' });
  });

  it('takes PostgreSQL by its usual names', async () => {
    for (const type of ['postgresql', 'PostgreSQL', 'postgres', 'Postgres 15']) {
      const { id: projectId } = await newProject({ name: type, schema: goodSchema, database: { type } });
      await request({ projectId });
    }
  });
});
