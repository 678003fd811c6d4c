import {
  acceptInvitation,
  changeMemberRole,
  createProject,
  declineInvitation,
  deleteMe,
  exportMe,
  getMe,
  getMyExport,
  getProject,
  inviteMember,
  leaveProject,
  listInvitations,
  listMembers,
  listProjects,
  transferProject,
} from '@snapinfra/contracts';
import { itemExists } from '@snapinfra/aws-clients';
import { dueAt } from '@snapinfra/jobs';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { userKey } from '../src/access/user-mark.ts';
import type { Feature } from '../src/features/feature.ts';
import { deletionOutbox, UserRecord } from '../src/features/users/user-record.ts';
import { jsonFile } from '../src/records/exported-file.ts';
import { writableTable } from '../src/storage/tables.ts';
import { interceptWrites } from './support/intercept-writes.ts';
import { emailOf, invite, join, makeProject, withEmail } from './support/people.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
let nowMs = Date.parse('2026-11-01T00:00:00Z');
const clock = () => new Date(nowMs);
const { clients, beforeWrite, loseNextAnswer, hasLostAnswer, stop } = await interceptWrites(backend);
const api = await startApi(backend, { clients, clock });
const direct = await startApi(backend, { clock });
afterAll(async () => {
  await Promise.all([api.close(), direct.close()]);
  await stop();
});

const users = direct.deps.storage.open('users', UserRecord);
const recordOf = (user: string) => users.get(userKey(user));
const drain = () => Promise.all([api.deps.background.drain(), direct.deps.background.drain()]);

/** Lets the sweeper do all that is due within two hours. */
const sweepAll = async () => {
  await drain();
  for (let look = 0; look < 4; look += 1) {
    nowMs += 30 * 60_000;
    await direct.deps.sweeper.sweep();
    await drain();
  }
};
const me = async (user: string) => (await direct.expectStatus(200, getMe, withEmail(user))).body.data;

/** Marks a user as DELETE does, with nothing done behind the answer: as where the instance dies. */
const mark = async (user: string): Promise<void> => {
  const attributes = { ...dueAt(user, nowMs, deletionOutbox), deletingAt: clock().toISOString() };
  const marked = await writableTable(users).update(userKey(user), { attributes }, { condition: itemExists });
  expect(marked.ok).toBe(true);
};

describe('a user', () => {
  it('is there as soon as he asks who he is, as his token says', async () => {
    const { body, headers } = await api.expectStatus(200, getMe, withEmail('ada'));
    expect(body.data).toEqual({
      ...{ id: 'ada', email: emailOf('ada'), emailVerified: true, isAdmin: false, version: 1 },
      ...{ firstSeenAt: clock().toISOString(), lastSeenAt: clock().toISOString() },
    });
    const again = await api.call(getMe, { ...withEmail('ada') });
    expect(again.headers['etag']).toBe(headers['etag']);
    const unchanged = withEmail('ada');
    const known = { ...unchanged.headers, 'if-none-match': String(headers['etag']) };
    expect((await api.call(getMe, { ...unchanged, headers: known })).status).toBe(304);
  });

  it('is made once by several requests at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => api.expectStatus(200, getMe, withEmail('many'))));
    const tags = new Set(answers.map(({ headers }) => String(headers['etag'])));
    expect([...tags]).toEqual([expect.stringMatching(/^"1-/)]);
  });

  it('has a tag that no other user’s record has, though each is of its first version', async () => {
    const tagOf = async (user: string) => String((await api.expectStatus(200, getMe, withEmail(user))).headers['etag']);
    const [one, other] = [await tagOf('tagged one'), await tagOf('tagged other')];
    const { headers } = withEmail('tagged other');
    const asked = { user: 'tagged other', headers: { ...headers, 'if-none-match': one } };
    expect((await api.call(getMe, asked)).status).toBe(200);
    expect(other).not.toBe(one);
  });

  it('is noted behind the answer to any request, once in an hour, and at once where the token says something new', async () => {
    await direct.expectStatus(200, listProjects, { user: 'noted' });
    await drain();
    const first = await recordOf('noted');
    expect(first).toMatchObject({ id: 'noted', emailVerified: false, version: 1, firstSeenAt: clock().toISOString() });
    nowMs += 59 * 60_000;
    await direct.expectStatus(200, listProjects, { user: 'noted' });
    await drain();
    expect(await recordOf('noted')).toEqual(first);
    await direct.expectStatus(200, listProjects, withEmail('noted'));
    await drain();
    expect(await recordOf('noted')).toMatchObject({ email: emailOf('noted'), emailVerified: true, version: 2 });
    nowMs += 61 * 60_000;
    await direct.expectStatus(200, listProjects, withEmail('noted'));
    await drain();
    expect(await recordOf('noted')).toMatchObject({ version: 3, lastSeenAt: clock().toISOString() });
    expect((await recordOf('noted'))?.firstSeenAt).toBe(first?.firstSeenAt);
  });
});

describe('a removal', () => {
  it('takes what is the user’s alone, and leaves what is shared to the others', async () => {
    const own = await makeProject(direct, 'gone', 'Own');
    const shared = await makeProject(direct, 'gone', 'Shared with an owner');
    await join(direct, { by: 'gone', projectId: shared, user: 'heir', role: 'admin' });
    await direct.expectStatus(200, changeMemberRole, {
      ...{ user: 'gone', params: { projectId: shared, userId: 'heir' }, body: { role: 'owner' } },
    });
    const others = await makeProject(direct, 'other', 'Of another');
    await join(direct, { by: 'other', projectId: others, user: 'gone', role: 'admin' });
    await invite(direct, { by: 'gone', projectId: others, user: 'guest of gone' });
    await invite(direct, { by: 'gone', projectId: own, user: 'second guest' });
    const open = await makeProject(direct, 'inviter', 'Invites');
    await invite(direct, { by: 'inviter', projectId: open, user: 'gone' });
    await direct.expectStatus(202, exportMe, withEmail('gone'));
    await drain();

    const { body, headers } = await api.expectStatus(202, deleteMe, withEmail('gone'));
    expect(headers).toMatchObject({ location: '/api/users/me', 'retry-after': '5' });
    expect(body.data.deletion).toEqual({ status: 'running', requestedAt: clock().toISOString() });
    expect((await me('gone')).deletion?.status).toBe('running');
    await sweepAll();

    expect(await recordOf('gone')).toBeUndefined();
    const named = { user: 'heir', params: { projectId: shared } };
    const { body: team } = await direct.expectStatus(200, listMembers, named);
    expect(team.data.map(({ userId, isTenant }) => [userId, isTenant])).toEqual([['heir', true]]);
    const { body: rest } = await direct.expectStatus(200, listMembers, {
      user: 'other',
      params: { projectId: others },
    });
    expect(rest.data.map(({ userId }) => userId)).toEqual(['other']);
    expect((await direct.expectStatus(200, listInvitations, withEmail('guest of gone'))).body.data).toEqual([]);
    expect((await direct.expectStatus(200, listInvitations, withEmail('second guest'))).body.data).toEqual([]);
    expect(await direct.stores.projects.get({ pk: `PROJECT#${own}`, sk: 'META' })).toBeUndefined();
    const keys: string[] = [];
    for await (const key of direct.stores.objects.listKeys('exports/')) keys.push(key);
    expect(keys).toEqual([]);

    // The token is still valid: whoever shows it is somebody new.
    expect(await me('gone')).toMatchObject({ version: 1, firstSeenAt: clock().toISOString() });
    expect((await direct.expectStatus(200, listInvitations, withEmail('gone'))).body.data).toEqual([]);
    expect((await direct.expectStatus(200, listProjects, { user: 'gone' })).body.data).toEqual([]);
  });

  it('needs another owner for what is shared, and names it', async () => {
    const projectId = await makeProject(direct, 'needed', 'Needs "him"');
    await join(direct, { by: 'needed', projectId, user: 'left behind' });
    await makeProject(direct, 'needed', 'Alone');
    const { errors, detail } = await expectProblem(api, 'projects_need_an_owner', deleteMe, withEmail('needed'));
    expect(errors).toEqual([expect.objectContaining({ path: `projects/${projectId}`, code: 'last_owner' })]);
    expect(detail).toContain(projectId);
    expect(detail).toContain(JSON.stringify('Needs "him"'));
    expect((await me('needed')).deletion).toBeUndefined();
    await direct.expectStatus(200, transferProject, {
      ...{ user: 'needed', params: { projectId }, body: { userId: 'left behind' } },
    });
    await api.expectStatus(202, deleteMe, withEmail('needed'));
  });

  it('keeps the user from making or joining anything, and lets him read and leave', async () => {
    const by = 'inviting';
    const projectId = await makeProject(direct, by);
    await join(direct, { by, projectId, user: 'going' });
    const other = await makeProject(direct, by);
    const { id: invitationId } = await invite(direct, { by, projectId: other, user: 'going' });
    await me('going');
    await mark('going');
    const params = { invitationId };
    await expectProblem(api, 'user_is_being_deleted', createProject, { ...withEmail('going'), body: { name: 'New' } });
    await expectProblem(api, 'user_is_being_deleted', acceptInvitation, { ...withEmail('going'), params });
    await expectProblem(api, 'user_is_being_deleted', declineInvitation, { ...withEmail('going'), params });
    await expectProblem(api, 'user_is_being_deleted', exportMe, withEmail('going'));
    await api.expectStatus(200, getProject, { user: 'going', params: { projectId } });
    await api.expectStatus(200, leaveProject, { user: 'going', params: { projectId } });
    await sweepAll();
    expect(await recordOf('going')).toBeUndefined();
    expect((await direct.expectStatus(200, listInvitations, withEmail('going'))).body.data).toEqual([]);
  });

  it('that comes while he makes a project is refused to the project', async () => {
    await me('making');
    beforeWrite(() => mark('making'));
    await expectProblem(api, 'user_is_being_deleted', createProject, {
      ...withEmail('making'),
      body: { name: 'Late' },
    });
    await sweepAll();
    expect((await direct.expectStatus(200, listProjects, { user: 'making' })).body.data).toEqual([]);
  });

  it('is blocked where others have joined meanwhile, and goes on once there is another owner', async () => {
    const projectId = await makeProject(direct, 'blocked', 'Joined late');
    const { id: invitationId } = await invite(direct, { by: 'blocked', projectId, user: 'too late' });
    await me('blocked');
    await join(direct, { by: 'blocked', projectId, user: 'late joiner' });
    await mark('blocked');
    await expectProblem(direct, 'invitation_not_found', acceptInvitation, {
      ...{ ...withEmail('too late'), params: { invitationId } },
    });
    await sweepAll();
    const { deletion } = await me('blocked');
    expect(deletion).toMatchObject({ status: 'blocked', projects: [{ id: projectId, name: 'Joined late' }] });
    await direct.expectStatus(200, transferProject, {
      ...{ user: 'blocked', params: { projectId }, body: { userId: 'late joiner' } },
    });
    await sweepAll();
    expect(await recordOf('blocked')).toBeUndefined();
    const { body } = await direct.expectStatus(200, listMembers, { user: 'late joiner', params: { projectId } });
    expect(body.data.map(({ userId, role }) => [userId, role])).toEqual([['late joiner', 'owner']]);
  });

  it.each([1, 2, 3, 4, 5])(
    'of both owners at once leaves a project that others share to one of them, who is blocked: run %i',
    async (run) => {
      const [first, second, third] = [`first ${run}`, `second ${run}`, `third ${run}`];
      const projectId = await makeProject(direct, first);
      await join(direct, { by: first, projectId, user: second, role: 'admin' });
      const params = { projectId, userId: second };
      await direct.expectStatus(200, changeMemberRole, { user: first, params, body: { role: 'owner' } });
      await join(direct, { by: first, projectId, user: third });
      const answers = await Promise.all([first, second].map((user) => direct.call(deleteMe, withEmail(user))));
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      await sweepAll();
      const { body } = await direct.expectStatus(200, listMembers, { user: third, params: { projectId } });
      const owners = body.data.filter(({ role }) => role === 'owner');
      expect(body.data).toHaveLength(2);
      expect(owners.map(({ isTenant }) => isTenant)).toEqual([true]);
      expect(await me(owners[0]?.userId ?? '')).toMatchObject({ deletion: { status: 'blocked' } });
      const gone = [first, second].find((user) => user !== owners[0]?.userId) ?? '';
      expect(await recordOf(gone)).toBeUndefined();
    },
  );

  it('of all members at once removes the project, too', async () => {
    const projectId = await makeProject(direct, 'one of two');
    await join(direct, { by: 'one of two', projectId, user: 'two of two' });
    await direct.expectStatus(200, changeMemberRole, {
      ...{ user: 'one of two', params: { projectId, userId: 'two of two' }, body: { role: 'owner' } },
    });
    await Promise.all(['one of two', 'two of two'].map((user) => direct.expectStatus(202, deleteMe, withEmail(user))));
    await sweepAll();
    expect(await direct.stores.projects.get({ pk: `PROJECT#${projectId}`, sk: 'META' })).toBeUndefined();
    expect([await recordOf('one of two'), await recordOf('two of two')]).toEqual([undefined, undefined]);
  });

  it('is asked for twice at once, or again, and goes on as it was', async () => {
    await makeProject(direct, 'twice');
    const answers = await Promise.all([1, 2].map(() => api.call(deleteMe, withEmail('twice'))));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const requestedAt = clock().toISOString();
    nowMs += 1000;
    const { body } = await api.expectStatus(202, deleteMe, withEmail('twice'));
    expect(body.data.deletion?.requestedAt).toBe(requestedAt);
    await sweepAll();
    expect(await recordOf('twice')).toBeUndefined();
  });

  it('is begun once though the answer of the database is lost', async () => {
    await me('unheard');
    loseNextAnswer();
    await api.expectStatus(202, deleteMe, withEmail('unheard'));
    expect(hasLostAnswer()).toBe(true);
    await sweepAll();
    expect(await recordOf('unheard')).toBeUndefined();
  });

  it('is refused with the If-Match of another version', async () => {
    await me('matched');
    const { headers, user } = withEmail('matched');
    await expectProblem(api, 'precondition_failed', deleteMe, { user, headers: { ...headers, 'if-match': '"999"' } });
    await api.expectStatus(202, deleteMe, { user, headers: { ...headers, 'if-match': '"1"' } });
  });

  it('of somebody who was never seen removes nothing', async () => {
    await api.expectStatus(202, deleteMe, withEmail('never seen'));
    await sweepAll();
    expect(await recordOf('never seen')).toBeUndefined();
  });

  it('of a member whose address others may be invited by again lets a new user of the same address in', async () => {
    const projectId = await makeProject(direct, 'host');
    await join(direct, { by: 'host', projectId, user: 'returning' });
    await api.expectStatus(202, deleteMe, withEmail('returning'));
    await sweepAll();
    await direct.expectStatus(201, inviteMember, {
      ...{ user: 'host', params: { projectId }, body: { email: emailOf('returning'), role: 'viewer' } },
    });
    expect(await direct.expectStatus(200, listInvitations, withEmail('returning'))).toMatchObject({
      body: { data: [{ projectId }] },
    });
  });
});

describe('an area that keeps something of users', () => {
  const kept = new Map([['keeper', 'dark']]);
  const preferences = (): Feature => ({
    routes: () => undefined,
    exportOfUser: async function* (userId) {
      yield jsonFile('preferences.json', async () => kept.get(userId));
    },
    removeOfUser: async (userId) => void kept.delete(userId),
  });

  it('has it in exports, and removes it with the user', async () => {
    const own = await startApi(backend, { clock, areas: [preferences] });
    const { body } = await own.expectStatus(202, exportMe, { user: 'keeper' });
    await own.deps.background.drain();
    const params = { exportId: body.data.id };
    const done = await own.expectStatus(200, getMyExport, { user: 'keeper', params });
    const bytes = await (await fetch(done.body.data.downloadUrl ?? '')).arrayBuffer();
    const zip = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
    const paths: string[] = [];
    for await (const { fileName } of zip.eachEntry()) paths.push(fileName);
    expect(paths).toEqual(['profile.json', 'invitations.json', 'memberships.jsonl', 'preferences.json']);
    await own.expectStatus(202, deleteMe, { user: 'keeper' });
    await own.deps.background.drain();
    expect(kept.size).toBe(0);
    await own.close();
  });
});
