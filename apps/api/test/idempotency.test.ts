import {
  cancelCodeGeneration,
  createArchitecture,
  createProject,
  createSchema,
  createSchemaVersion,
  generateCode,
  listCodeGenerations,
  listProjects,
  listSchemaVersions,
  readProjectBatch,
} from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { changeRole, join, removeMember } from './support/members.ts';
import { architecture, bulkySchema, goodSchema } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
let nowMs = Date.now();
const clock = () => new Date(nowMs);
const api = await startApi(backend, { clock });
const other = await startApi(backend, { clock });
afterAll(() => Promise.all([api.close(), other.close()]));

const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });

describe('an Idempotency-Key', () => {
  it('gives the first answer again and does nothing twice', async () => {
    const user = 'repeater';
    const call = { body: { name: 'Once', schema: goodSchema }, user, ...keyed('k1') };
    const first = await api.expectStatus(201, createProject, call);
    nowMs += 60_000;
    const second = await other.expectStatus(201, createProject, call);
    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({
      'idempotent-replayed': 'true',
      location: first.headers.location,
      etag: first.headers.etag,
    });
    expect((await api.expectStatus(200, listProjects, { user })).body.data).toHaveLength(1);
  });

  it('is refused with another request', async () => {
    const user = 'reuser';
    await api.expectStatus(201, createProject, { body: { name: 'A' }, user, ...keyed('k') });
    await expectProblem(api, 'idempotency_key_reused', createProject, { body: { name: 'B' }, user, ...keyed('k') });
    await expectProblem(api, 'idempotency_key_reused', readProjectBatch, {
      body: { projectIds: [] },
      user,
      ...keyed('k'),
    });
    await api.expectStatus(201, createProject, { body: { name: 'B' }, user: 'another', ...keyed('k') });
  });

  it('keeps nothing of what was only read: it is read again, under the rights that its caller has then', async () => {
    const { id } = (await api.expectStatus(201, createProject, { body: { name: 'Shared' } })).body.data;
    await join(api, id, 'guest', 'viewer');
    const call = { body: { projectIds: [id] }, user: 'guest', ...keyed('read') };
    const read = async () => (await api.expectStatus(200, readProjectBatch, call)).body.data.length;
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
    await removeMember(api, id, 'guest');
    expect(await read()).toBe(0);
    await expectProblem(api, 'idempotency_key_reused', readProjectBatch, { ...call, body: { projectIds: [] } });
  });

  it('gives nothing of a project to one who made it and is no longer a member', async () => {
    const call = { body: { name: 'Handed over', schema: goodSchema }, user: 'maker', ...keyed('made') };
    const { id } = (await api.expectStatus(201, createProject, call)).body.data;
    expect((await api.expectStatus(201, createProject, call)).body.data.id).toBe(id);
    await join(api, id, 'heir', 'owner');
    await removeMember(api, id, 'maker');
    await expectProblem(api, 'idempotency_key_reused', createProject, call);
  });

  it('does a thing once when many ask at the same time', async () => {
    const user = 'racer';
    const call = { body: { name: 'Raced', schema: goodSchema, architecture }, user, ...keyed('race') };
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 ? api : other).expectStatus(201, createProject, call)),
    );
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    expect((await api.expectStatus(200, listProjects, { user })).body.data).toHaveLength(1);
  });

  it('works on every POST', async () => {
    const user = 'poster';
    const { body } = await api.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema }, user });
    const { id: projectId } = body.data;
    const created = await api.expectStatus(201, createSchema, {
      body: { projectId, ...goodSchema },
      user,
      ...keyed('s'),
    });
    const again = await api.expectStatus(201, createSchema, {
      body: { projectId, ...goodSchema },
      user,
      ...keyed('s'),
    });
    expect(again.body).toEqual(created.body);

    const params = { schemaId: created.body.data.id };
    const version = { params, body: { name: 'Next' }, user, ...keyed('v') };
    await Promise.all([api, other, api, other].map((each) => each.expectStatus(201, createSchemaVersion, version)));
    expect((await api.expectStatus(200, listSchemaVersions, { params, user })).body.data).toHaveLength(2);

    const drawn = { body: { projectId, ...architecture }, user, ...keyed('a') };
    const [one, two] = await Promise.all([api, other].map((each) => each.expectStatus(201, createArchitecture, drawn)));
    expect(one?.body).toEqual(two?.body);

    const asked = { body: { projectId }, user, ...keyed('g') };
    const jobs = await Promise.all([api, other, api].map((each) => each.expectStatus(202, generateCode, asked)));
    expect(new Set(jobs.map(({ body: job }) => job.data.id)).size).toBe(1);
    expect((await api.expectStatus(200, listCodeGenerations, { user })).body.data).toHaveLength(1);

    const generationId = jobs[0]?.body.data.id ?? '';
    const cancel = { params: { generationId }, user, ...keyed('c') };
    const cancelled = await Promise.all(
      [api, other].map((each) => each.expectStatus(200, cancelCodeGeneration, cancel)),
    );
    expect(cancelled[0]?.body).toEqual(cancelled[1]?.body);
    const read = { body: { projectIds: [projectId] }, user, ...keyed('b') };
    expect((await api.expectStatus(200, readProjectBatch, read)).body).toEqual(
      (await other.expectStatus(200, readProjectBatch, read)).body,
    );
  });

  it('keeps answers of any size', async () => {
    const call = { body: { name: 'Bulky', schema: bulkySchema(400, 100) }, user: 'big', ...keyed('big') };
    const first = await api.expectStatus(201, createProject, call);
    expect((await api.expectStatus(201, createProject, call)).body).toEqual(first.body);
  });

  it('gives nothing to somebody who was removed since, or whose role does not suffice any more', async () => {
    const { body } = await api.expectStatus(201, createProject, { body: { name: 'Shared' } });
    const projectId = body.data.id;
    await join(api, projectId, 'dev', 'developer');
    const drawn = { body: { projectId, ...architecture }, user: 'dev', ...keyed('drawn') };
    const first = await api.expectStatus(201, createArchitecture, drawn);
    await changeRole(api, projectId, 'dev', 'viewer');
    await expectProblem(other, 'permission_denied', createArchitecture, drawn);
    await removeMember(api, projectId, 'dev');
    await expectProblem(other, 'project_not_found', createArchitecture, drawn);
    await join(api, projectId, 'dev', 'developer');
    expect((await other.expectStatus(201, createArchitecture, drawn)).body).toEqual(first.body);
  });

  it('is not used up by a refusal, and is forgotten after a day', async () => {
    const user = 'refused';
    await expectProblem(api, 'project_not_found', generateCode, { body: { projectId: 'none' }, user, ...keyed('x') });
    const call = { body: { name: 'A' }, user, ...keyed('x') };
    const first = await api.expectStatus(201, createProject, call);
    nowMs += 25 * 3600 * 1000;
    const second = await api.expectStatus(201, createProject, call);
    expect(second.body.data.id).not.toBe(first.body.data.id);
  });
});
