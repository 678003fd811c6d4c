import {
  createArchitecture,
  createProject,
  deleteProject,
  getMe,
  getProject,
  updateProject,
} from '@snapinfra/contracts';
import { projectPartition } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import Type from 'typebox';
import { afterAll, describe, expect, it } from 'vitest';
import { userKey, UserMark } from '../src/access/user-mark.ts';
import { UserRecord } from '../src/features/users/user-record.ts';
import { writableTable } from '../src/storage/tables.ts';
import { interceptWrites } from './support/intercept-writes.ts';
import { changeRole, join, removeMember } from './support/members.ts';
import { architecture } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
const { clients, beforeWrite, takeTransactions, stop } = await interceptWrites(backend);
const api = await startApi(backend, { clients });
const direct = await startApi(backend);
afterAll(async () => {
  await Promise.all([api.close(), direct.close()]);
  await stop();
});

/** A project of ada's, of which dev is a developer. */
const sharedProject = async () => {
  const { id } = (await direct.expectStatus(201, createProject, { body: { name: 'Shared' } })).body.data;
  await join(direct, id, 'dev', 'developer');
  return id;
};
const rename = (projectId: string) => ({ params: { projectId }, body: { name: 'Renamed' }, user: 'dev' });
const draw = (projectId: string) => ({ body: { projectId, ...architecture }, user: 'dev' });
const nameOf = async (projectId: string) =>
  (await direct.expectStatus(200, getProject, { params: { projectId } })).body.data.name;
const activityOf = async (projectId: string) => {
  const told = [];
  for await (const record of direct.stores.activity.query({ partition: projectPartition(projectId) }))
    told.push(record);
  return told;
};
const actionsOf = async (projectId: string) => (await activityOf(projectId)).map(({ action }) => action);
const architectures = api.deps.storage.open('architectures', Type.Object({}));
const architecturesOf = async (projectId: string) => {
  const keys = [];
  for await (const key of architectures.queryKeys({ partition: projectPartition(projectId) })) keys.push(key);
  return keys;
};

describe('what a request writes', () => {
  it('is refused to a member who was removed while it ran, and nothing is told of it', async () => {
    const projectId = await sharedProject();
    beforeWrite(() => removeMember(direct, projectId, 'dev'));
    await expectProblem(api, 'project_not_found', updateProject, rename(projectId));
    expect(await nameOf(projectId)).toBe('Shared');
    await join(direct, projectId, 'dev', 'developer');
    beforeWrite(() => removeMember(direct, projectId, 'dev'));
    await expectProblem(api, 'project_not_found', createArchitecture, draw(projectId));
    expect(await architecturesOf(projectId)).toEqual([]);
    expect(await actionsOf(projectId)).toEqual(['project.created']);
    await expectProblem(api, 'project_not_found', updateProject, rename(projectId));
  });

  it('is refused to a member whose role was lowered meanwhile, and not to one whose role was raised', async () => {
    const projectId = await sharedProject();
    beforeWrite(() => changeRole(direct, projectId, 'dev', 'viewer'));
    const { status, detail } = await expectProblem(api, 'permission_denied', updateProject, rename(projectId));
    expect([status, detail]).toEqual([403, expect.stringContaining('Your role in this project is viewer')]);
    expect(await nameOf(projectId)).toBe('Shared');
    expect(await actionsOf(projectId)).toEqual(['project.created']);
    await changeRole(direct, projectId, 'dev', 'developer');
    beforeWrite(() => changeRole(direct, projectId, 'dev', 'admin'));
    await api.expectStatus(200, updateProject, rename(projectId));
    expect(await nameOf(projectId)).toBe('Renamed');
  });

  it('is refused where the project was deleted meanwhile', async () => {
    const projectId = await sharedProject();
    const remove = () => direct.expectStatus(200, deleteProject, { params: { projectId } });
    beforeWrite(remove);
    await expectProblem(api, 'project_not_found', updateProject, rename(projectId));
    const other = await sharedProject();
    beforeWrite(() => direct.expectStatus(200, deleteProject, { params: { projectId: other } }));
    await expectProblem(api, 'project_not_found', createArchitecture, draw(other));
    expect(await architecturesOf(other)).toEqual([]);
    expect(await actionsOf(other)).toEqual(['project.created', 'project.deleted']);
  });

  it('deletes a project that another request deletes at the same time: both are told that it is gone', async () => {
    const projectId = await sharedProject();
    const remove = { params: { projectId } };
    beforeWrite(() => direct.expectStatus(200, deleteProject, remove));
    await api.expectStatus(200, deleteProject, remove);
    expect(await actionsOf(projectId)).toEqual(['project.created', 'project.deleted']);
  });

  it('is made by another request that was faster, and then by this one, under rights that are read again', async () => {
    const projectId = await sharedProject();
    beforeWrite(() => direct.expectStatus(200, updateProject, { ...rename(projectId), body: { description: 'new' } }));
    const { body } = await api.expectStatus(200, updateProject, rename(projectId));
    expect(body.data).toMatchObject({ name: 'Renamed', description: 'new' });
    beforeWrite(async () => {
      await direct.expectStatus(200, updateProject, rename(projectId));
      await changeRole(direct, projectId, 'dev', 'viewer');
    });
    await expectProblem(api, 'permission_denied', updateProject, { ...rename(projectId), body: { name: 'Late' } });
    expect(await nameOf(projectId)).toBe('Renamed');
  });

  it('is one action for each item, with the conditions of the rights on those that it writes itself', async () => {
    const projectId = await sharedProject();
    takeTransactions();
    await api.expectStatus(200, updateProject, rename(projectId));
    const [items = []] = takeTransactions();
    const keys = items.map(({ table, sortKey }) => `${table} ${sortKey}`);
    expect(new Set(keys).size).toBe(keys.length);
    const actionOn = (key: string) => items.find(({ sortKey }) => sortKey === key);
    expect(actionOn('META')).toMatchObject({ action: 'Update', attributes: expect.arrayContaining(['deletingAt']) });
    expect(actionOn('MEMBER#dev')).toMatchObject({ action: 'ConditionCheck', attributes: ['role'] });
  });
});

describe('the activity', () => {
  it('is told in the transaction of what it tells of, for 90 days', async () => {
    const projectId = await sharedProject();
    takeTransactions();
    const { body } = await api.expectStatus(201, createArchitecture, draw(projectId));
    expect(takeTransactions()).toHaveLength(1);
    const [, told] = await activityOf(projectId);
    const { id } = body.data;
    expect(told).toMatchObject({ projectId, userId: 'dev', action: 'architecture.created', entityId: id });
    const ageMs = (told?.expiresAtEpochSeconds ?? 0) * 1000 - Date.parse(told?.createdAt ?? '');
    expect(Math.abs(ageMs - 90 * 24 * 3_600_000)).toBeLessThan(1000);
  });

  it('is told once of a request that comes twice with its key, and not of one that changes nothing', async () => {
    const projectId = await sharedProject();
    const keyed = { ...draw(projectId), headers: { 'idempotency-key': 'drawn once' } };
    await api.expectStatus(201, createArchitecture, keyed);
    await api.expectStatus(201, createArchitecture, keyed);
    const remove = { params: { projectId } };
    await expectProblem(api, 'permission_denied', deleteProject, { ...remove, user: 'dev' });
    await api.expectStatus(200, deleteProject, remove);
    await api.expectStatus(200, deleteProject, remove);
    expect(await actionsOf(projectId)).toEqual(['project.created', 'architecture.created', 'project.deleted']);
  });
});

describe('a user who is being removed', () => {
  const users = writableTable(direct.deps.storage.open('users', UserMark));
  const mark = (userId: string) => users.put(userKey(userId), { deletingAt: new Date().toISOString() });
  const create = (user: string) => ({ body: { name: 'Late' }, user });

  it('makes nothing new, also where that begins while his request runs', async () => {
    await mark('leaving');
    expect(await expectProblem(api, 'user_is_being_deleted', createProject, create('leaving'))).toMatchObject({
      status: 409,
    });
    beforeWrite(() => mark('about to leave'));
    await expectProblem(api, 'user_is_being_deleted', createProject, create('about to leave'));
    for (const user of ['leaving', 'about to leave']) {
      const memberships = direct.stores.memberships.query({ partition: `USER#${user}` });
      for await (const membership of memberships) expect(membership).toBeUndefined();
    }
  });

  it('still sees that, also where it begins while he is looked at for the first time', async () => {
    const user = 'just seen';
    const now = new Date().toISOString();
    const record = { id: user, emailVerified: false, isAdmin: false, firstSeenAt: now, lastSeenAt: now, version: 1 };
    const records = writableTable(direct.deps.storage.open('users', UserRecord));
    beforeWrite(() => records.put(userKey(user), { ...record, updatedAt: now, deletingAt: now }));
    const { body } = await api.expectStatus(200, getMe, { user });
    expect(body.data).toMatchObject({ id: user, deletion: { status: 'running' } });
  });
});
