import { itemIsNew } from '@snapinfra/aws-clients';
import { createProject } from '@snapinfra/contracts';
import { projectPartition } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createCommits, type Companions } from '../src/access/commit.ts';
import { memberKey } from '../src/access/member-record.ts';
import { projectKey } from '../src/access/project-head.ts';
import type { Claim } from '../src/access/rights.ts';
import { userKey, UserMark } from '../src/access/user-mark.ts';
import { writableTable } from '../src/storage/tables.ts';
import { interceptWrites } from './support/intercept-writes.ts';
import { changeRole, join, removeMember } from './support/members.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
const { clients, takeTransactions, stop } = await interceptWrites(backend);
const api = await startApi(backend, { clients });
afterAll(async () => {
  await api.close();
  await stop();
});

const { storage, clock, newId } = api.deps;
const { members, projects, activity } = api.stores;
const commits = createCommits({ storage, clock, newId });
const caller = { userId: 'dev', isAdmin: false };
const users = writableTable(storage.open('users', UserMark));
const done = { action: 'note.updated', entityType: 'note', entityId: 'n' } as const;

/** A project of which dev is a developer, and his claim to write in it. */
const claimed = async (): Promise<{ readonly claim: Claim; readonly projectId: string }> => {
  const { id: projectId } = (await api.expectStatus(201, createProject, { body: { name: 'P' } })).body.data;
  await join(api, projectId, 'dev', 'developer');
  takeTransactions();
  const subject = { id: projectId, projectId };
  return {
    projectId,
    claim: { caller, permission: 'project.write', subject, notFound: 'project_not_found', seesDeleted: false },
  };
};
const toldOf = async (projectId: string) => {
  const actions: string[] = [];
  for await (const { action } of activity.query({ partition: projectPartition(projectId) })) actions.push(action);
  return actions;
};

describe('a commit', () => {
  it('demands the right on what it writes itself: a transaction has one action for an item', async () => {
    const { claim, projectId } = await claimed();
    const key = memberKey(projectId, 'dev');
    const commit = commits({ caller, claim });
    const write = () => commit([members.toUpdate(key, { set: { name: 'Dev' } })], done);
    expect(await write()).toEqual({ ok: true });
    const [items = []] = takeTransactions();
    expect(items.filter(({ sortKey }) => sortKey === key.sk)).toMatchObject([
      { action: 'Update', attributes: expect.arrayContaining(['role', 'name']) },
    ]);
    expect(items.filter(({ sortKey }) => sortKey === 'META')).toMatchObject([{ action: 'ConditionCheck' }]);
    await changeRole(api, projectId, 'dev', 'viewer');
    await expect(write()).rejects.toMatchObject({ code: 'permission_denied' });
    await removeMember(api, projectId, 'dev');
    await expect(write()).rejects.toMatchObject({ code: 'project_not_found' });
    expect(await members.get(key)).toBeUndefined();
    expect(await toldOf(projectId)).toEqual(['project.created', 'note.updated']);
  });

  it('gives back the conflicts of its writes in their order, and no others', async () => {
    const { claim, projectId } = await claimed();
    const key = memberKey(projectId, 'ada');
    const ada = await members.get(key);
    if (!ada) throw new Error('ada is no member');
    const writes = [
      projects.toUpdate(projectKey(projectId), { set: { name: 'Renamed' } }),
      members.toPut(key, ada, { condition: itemIsNew }),
    ];
    const result = await commits({ caller, claim })(writes, done);
    expect(result).toMatchObject({ ok: false, conflicts: [undefined, { existing: { userId: 'ada' } }] });
    expect(result).toHaveProperty('conflicts.length', 2);
    expect(await projects.get(projectKey(projectId))).toMatchObject({ name: 'P' });
    expect(await toldOf(projectId)).toEqual(['project.created']);
  });

  it('tells that the right is gone rather than what else was in the way', async () => {
    const { claim, projectId } = await claimed();
    await removeMember(api, projectId, 'dev');
    const key = memberKey(projectId, 'ada');
    const taken = members.toUpdate(key, { set: { name: 'Ada' } }, { condition: itemIsNew });
    const code = 'project_not_found';
    await expect(commits({ caller, claim })([taken], done)).rejects.toMatchObject({ code });
  });

  it('has to tell what it does, and sends nothing where there is nothing to do', async () => {
    const { claim, projectId } = await claimed();
    const write = projects.toUpdate(projectKey(projectId), { set: { name: 'Untold' } });
    const commit = commits({ caller, claim });
    await expect(commit([write], undefined)).rejects.toThrow('A change tells what it is');
    expect(await commit([], undefined)).toEqual({ ok: true });
    expect(await commit([], done)).toEqual({ ok: true });
    expect(takeTransactions()).toEqual([]);
    expect(await toldOf(projectId)).toEqual(['project.created']);
  });

  it('writes companions with it, or alone, under the same right, and tells of their conflicts first', async () => {
    const { claim, projectId } = await claimed();
    const seen: unknown[] = [];
    const companion = (userId: string): Companions => ({
      items: [users.toPut(userKey(userId), {}, { condition: itemIsNew })],
      onConflict: async (conflicts) => void seen.push(...conflicts),
    });
    expect(await commits({ caller, claim }, companion('one'))([], undefined)).toEqual({ ok: true });
    expect(await users.get(userKey('one'))).toBeDefined();
    const name = { set: { name: 'Renamed' } };
    const write = projects.toUpdate(projectKey(projectId), name);
    const again = await commits({ caller, claim }, companion('one'))([write], done);
    expect(again).toEqual({ ok: false, conflicts: [undefined] });
    expect(seen).toMatchObject([{ existing: userKey('one') }]);
    await removeMember(api, projectId, 'dev');
    const late = commits({ caller, claim }, companion('two'))([], undefined);
    await expect(late).rejects.toMatchObject({ code: 'project_not_found' });
    expect(await users.get(userKey('two'))).toBeUndefined();
    expect(await projects.get(projectKey(projectId))).toMatchObject({ name: 'P' });
  });

  it('of what is the caller’s own demands that he is not being removed, and tells of the project that it names', async () => {
    const { projectId } = await claimed();
    const commit = commits({ caller, claim: undefined });
    const write = () => [members.toUpdate(memberKey(projectId, 'dev'), { set: { name: 'Dev' } })];
    const told = { ...done, projectId };
    expect(await commit(write(), told)).toEqual({ ok: true });
    await users.put(userKey('dev'), { deletingAt: clock().toISOString() });
    await expect(commit(write(), told)).rejects.toMatchObject({ code: 'user_is_being_deleted' });
    expect(await toldOf(projectId)).toEqual(['project.created', 'note.updated']);
  });
});
