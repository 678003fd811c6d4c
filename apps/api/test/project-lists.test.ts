import { createProject, getProjectStats, listProjects, readProjectBatch, updateProject } from '@snapinfra/contracts';
import { projectKey } from '../src/access/project-head.ts';
import { startHttpInterceptor, useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { architecture, goodSchema } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
const batches: string[] = [];
const dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, (request, forward) => {
  if (String(request.headers['x-amz-target']).endsWith('.BatchGetItem')) batches.push(request.body.toString());
  return forward(request);
});
const api = await startApi(backend, { clients: backend.clients({ endpoints: { dynamodb: dynamodb.url } }) });
afterAll(async () => {
  await api.close();
  await dynamodb.stop();
});

const create = async (body: object, user = 'ada') =>
  (await api.expectStatus(201, createProject, { body, user })).body.data;

describe('lists of projects', () => {
  const pagesOf = async (
    user: string,
    query: { limit: number; search?: string },
    between = async (): Promise<unknown> => undefined,
  ) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await api.expectStatus(200, listProjects, { user, query: { ...query, cursor } });
      seen.push(...body.data.map(({ name }) => name));
      cursor = body.pagination.nextCursor ?? undefined;
      await between();
    } while (cursor !== undefined);
    return seen;
  };

  it('lose and repeat nothing while projects are added', async () => {
    const user = 'pager';
    const names = Array.from({ length: 23 }, (_, index) => `project ${index}`);
    for (const name of names) await create({ name }, user);
    const seen = await pagesOf(user, { limit: 5 }, () => create({ name: 'later' }, user));
    expect(seen).toEqual(names.toReversed());
  });

  it('find names and descriptions in any case without breaking pages', async () => {
    const user = 'searcher';
    for (let index = 0; index < 12; index += 1) {
      await create(
        {
          name: index % 3 === 0 ? `Ünïque ${index}` : `other ${index}`,
          description: index === 1 ? 'about ünïque things' : '',
        },
        user,
      );
    }
    const seen = await pagesOf(user, { limit: 2, search: 'ÜNÏQUE' });
    expect(seen).toEqual(['Ünïque 9', 'Ünïque 6', 'Ünïque 3', 'other 1', 'Ünïque 0']);
    expect(await pagesOf(user, { limit: 100, search: 'nothing' })).toEqual([]);
  });

  it('read the documents of all that a search finds in one call', async () => {
    const user = 'finder';
    for (let index = 0; index < 7; index += 1) await create({ name: `found ${index}`, schema: goodSchema }, user);
    for (const search of ['', 'found']) {
      batches.splice(0);
      const { body } = await api.expectStatus(200, listProjects, { user, query: { search } });
      expect(body.data.map(({ schema }) => schema)).toEqual(
        Array.from({ length: 7 }, () => expect.objectContaining(goodSchema)),
      );
      expect(batches).toHaveLength(2);
    }
  });

  it('give cursors that are good for one caller and one query', async () => {
    const user = 'cursors';
    for (const name of ['a', 'b', 'c']) await create({ name }, user);
    const { body } = await api.expectStatus(200, listProjects, { user, query: { limit: 1 } });
    const cursor = body.pagination.nextCursor ?? '';
    await expectProblem(api, 'cursor_invalid', listProjects, { user: 'eve', query: { cursor } });
    await expectProblem(api, 'cursor_invalid', listProjects, { user, query: { cursor, search: 'a' } });
    await expectProblem(api, 'cursor_invalid', listProjects, { user, query: { cursor: `${cursor}x` } });
    await expectProblem(api, 'cursor_invalid', listProjects, { user, query: { cursor: 'nonsense' } });
    await expectProblem(api, 'validation_failed', listProjects, { user, query: { limit: 0 } });
    await expectProblem(api, 'validation_failed', listProjects, { user, query: { limit: 'many' } });
    await expectProblem(api, 'validation_failed', listProjects, { user, query: { page: 2 } });
  });

  it('come in the order that was asked for in a batch', async () => {
    const ids = [await create({ name: 'one' }), await create({ name: 'two' })].map(({ id }) => id).toReversed();
    const { body } = await api.expectStatus(200, readProjectBatch, {
      body: { projectIds: [...ids, 'unknown', ...ids] },
    });
    expect(body.data.map(({ id }) => id)).toEqual(ids);
  });

  it('show a project that a later version has given a status of its own', async () => {
    const user = 'later';
    const { id } = await create({ name: 'x' }, user);
    await api.stores.projects.update(projectKey(id), { set: { status: 'frozen' } });
    expect((await api.expectStatus(200, listProjects, { user })).body.data).toMatchObject([{ status: 'draft' }]);
    expect((await api.expectStatus(200, getProjectStats, { user })).body.data.byStatus.draft).toBe(1);
  });

  it('are counted', async () => {
    const user = 'counter';
    await create({ name: 'one', schema: goodSchema }, user);
    const { id } = await create({ name: 'two', architecture }, user);
    await api.expectStatus(200, updateProject, { params: { projectId: id }, body: { status: 'deployed' }, user });
    const { body } = await api.expectStatus(200, getProjectStats, { user });
    expect(body.data).toMatchObject({
      totalProjects: 2,
      byStatus: { draft: 1, active: 0, building: 0, deployed: 1, error: 0, archived: 0 },
      totalTables: 2,
      withSchema: 1,
      withArchitecture: 1,
    });
  });
});
