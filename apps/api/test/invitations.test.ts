import {
  acceptInvitation,
  changeMemberRole,
  declineInvitation,
  deleteProject,
  getInvitation,
  getProject,
  inviteMember,
  inviteMemberOfProject,
  listInvitations,
  listInvitationsOfProject,
  listMembers,
  listProjects,
  removeMember,
  revokeInvitation,
} from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { writableTable } from '../src/storage/tables.ts';
import { interceptWrites } from './support/intercept-writes.ts';
import { emailOf, invite, join, makeProject, withEmail } from './support/people.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
let nowMs = Date.now();
const { clients, beforeWrite, loseNextAnswer, hasLostAnswer, stop } = await interceptWrites(backend);
const api = await startApi(backend, { clients, clock: () => new Date(nowMs) });
afterAll(async () => {
  await api.close();
  await stop();
});

const owned = async (name: string) => {
  const by = `${name} owner`;
  return { by, projectId: await makeProject(api, by, `Project ${name}`), user: `${name} guest` };
};
const membersOf = async (user: string, projectId: string) =>
  (await api.expectStatus(200, listMembers, { user, params: { projectId } })).body.data;
const pendingOf = async (user: string, projectId: string) =>
  (await api.expectStatus(200, listInvitationsOfProject, { user, params: { projectId } })).body.data;
const pendingFor = async (user: string) => (await api.expectStatus(200, listInvitations, withEmail(user))).body.data;

describe('an invitation', () => {
  it('is seen by both sides, and makes a member of who accepts it', async () => {
    const { by, projectId, user } = await owned('both');
    const sent = await api.expectStatus(201, inviteMemberOfProject, {
      ...{ ...withEmail(by), params: { projectId } },
      body: { email: emailOf(user).toUpperCase(), role: 'Developer' },
    });
    const { link, token, ...invitation } = sent.body.data;
    expect(invitation).toMatchObject({
      ...{ projectId, projectName: 'Project both', email: emailOf(user), role: 'developer', status: 'pending' },
      invitedBy: { userId: by, email: emailOf(by) },
    });
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(14 * 24 * 3_600_000);
    // Browsers send no fragment to a server: the token is in no access log.
    expect(new URL(link).search).toBe('');
    expect(Object.fromEntries(new URLSearchParams(new URL(link).hash.slice(1)))).toEqual({
      invitation: invitation.id,
      token,
    });
    expect(await pendingOf(by, projectId)).toEqual([invitation]);
    expect(await pendingFor(user)).toEqual([invitation]);
    await expectProblem(api, 'project_not_found', getProject, { user, params: { projectId } });

    const params = { invitationId: invitation.id };
    const accepted = await api.expectStatus(200, acceptInvitation, { ...withEmail(user), params });
    const membership = { projectId, projectName: 'Project both', userId: user, email: emailOf(user), isTenant: false };
    expect(accepted.body.data).toMatchObject({ ...membership, role: 'developer', version: 1 });
    await api.expectStatus(200, getProject, { user, params: { projectId } });
    expect((await membersOf(by, projectId)).map(({ userId, isTenant }) => [userId, isTenant])).toEqual([
      [user, false],
      [by, true],
    ]);
    expect(await pendingOf(by, projectId)).toEqual([]);
    expect(await pendingFor(user)).toEqual([]);
  });

  it('is accepted without a body, though its Content-Type is JSON, as the frontend does', async () => {
    const { by, projectId, user } = await owned('bodiless');
    const { id } = await invite(api, { by, projectId, user });
    const headers = { 'x-dev-user-id': user, 'x-dev-email': emailOf(user), 'content-type': 'application/json' };
    const answer = await api.app.inject({ method: 'POST', url: `/api/team/invitations/${id}/accept`, headers });
    expect(answer.statusCode, answer.body).toBe(200);
    const { paths = {} } = api.app.swagger();
    const described = Object.entries(paths).find(([path]) => path.endsWith('/{invitationId}/accept'))?.[1];
    expect(described).toMatchObject({ post: { requestBody: { required: false } } });
  });

  it('is not found by other callers, nor by those whose address is not verified or is none', async () => {
    const { by, projectId, user } = await owned('others');
    const { id: invitationId } = await invite(api, { by, projectId, user });
    const params = { invitationId };
    for (const contract of [acceptInvitation, declineInvitation]) {
      await expectProblem(api, 'invitation_not_found', contract, { ...withEmail('somebody else'), params });
      await expectProblem(api, 'invitation_not_found', contract, { user, params });
      const body = { token: 'guessed' };
      await expectProblem(api, 'invitation_not_found', contract, { user, params, body });
      await expectProblem(api, 'invitation_not_found', contract, { user, params: { invitationId: 'x' } });
    }
    expect((await api.expectStatus(200, listInvitations, { user })).body.data).toEqual([]);
    expect(await pendingFor('somebody else')).toEqual([]);
    expect(await membersOf(by, projectId)).toHaveLength(1);
  });

  it('is accepted once by its token, whatever the address', async () => {
    const { by, projectId, user } = await owned('token');
    const { id: invitationId, token } = await invite(api, { by, projectId, user });
    const sent = { params: { invitationId }, body: { token } };
    const { body } = await api.expectStatus(200, acceptInvitation, { user: 'stranger', ...sent });
    expect(body.data).toMatchObject({ userId: 'stranger', role: 'developer' });
    expect(body.data).not.toHaveProperty('email');
    await expectProblem(api, 'invitation_not_found', acceptInvitation, { user: 'second stranger', ...sent });
    await expectProblem(api, 'invitation_not_found', acceptInvitation, {
      ...withEmail(user),
      params: { invitationId },
    });
  });

  it('is declined for good, as often as the guest says so', async () => {
    const { by, projectId, user } = await owned('declined');
    const { id: invitationId } = await invite(api, { by, projectId, user });
    const request = { ...withEmail(user), params: { invitationId } };
    for (let time = 0; time < 2; time += 1) {
      const { body } = await api.expectStatus(200, declineInvitation, request);
      expect(body.data).toEqual({ id: invitationId, status: 'declined' });
    }
    await expectProblem(api, 'invitation_not_found', acceptInvitation, request);
    expect(await pendingOf(by, projectId)).toEqual([]);
    await expectProblem(api, 'invitation_not_found', getInvitation, { user: by, params: { projectId, invitationId } });
  });

  it('is revoked, and then is not there for anybody', async () => {
    const { by, projectId, user } = await owned('revoked');
    const { id: invitationId, token } = await invite(api, { by, projectId, user });
    const named = { user: by, params: { projectId, invitationId } };
    await api.expectStatus(200, getInvitation, named);
    await api.expectStatus(200, revokeInvitation, named);
    await api.expectStatus(200, revokeInvitation, named);
    const request = { ...withEmail(user), params: { invitationId } };
    await expectProblem(api, 'invitation_not_found', acceptInvitation, { ...request, body: { token } });
    await expectProblem(api, 'invitation_not_found', getInvitation, named);
    const { projectId: other } = await owned('revoked other');
    await expectProblem(api, 'project_not_found', revokeInvitation, {
      ...named,
      params: { projectId: other, invitationId },
    });
  });

  it('takes the place of an earlier one for the same address', async () => {
    const { by, projectId, user } = await owned('replaced');
    const first = await invite(api, { by, projectId, user, role: 'viewer' });
    const second = await invite(api, { by, projectId, user, role: 'admin' });
    expect((await pendingOf(by, projectId)).map(({ id }) => id)).toEqual([second.id]);
    const request = { ...withEmail(user), body: { token: first.token } };
    await expectProblem(api, 'invitation_not_found', acceptInvitation, {
      ...request,
      params: { invitationId: first.id },
    });
    const { body } = await api.expectStatus(200, acceptInvitation, { ...request, params: { invitationId: second.id } });
    expect(body.data.role).toBe('admin');
  });

  it('lapses after two weeks', async () => {
    const { by, projectId, user } = await owned('lapsed');
    const { id: invitationId, token } = await invite(api, { by, projectId, user });
    nowMs += 14 * 24 * 3_600_000;
    await expectProblem(api, 'invitation_not_found', acceptInvitation, {
      ...{ ...withEmail(user), params: { invitationId }, body: { token } },
    });
    expect(await pendingOf(by, projectId)).toEqual([]);
    expect(await pendingFor(user)).toEqual([]);
    await join(api, { by, projectId, user });
  });

  it('counts no longer once its sender may no longer invite, not even by its token', async () => {
    const { by, projectId, user } = await owned('sender');
    for (const [admin, lose] of [
      [
        'lowered',
        () =>
          api.expectStatus(200, changeMemberRole, {
            user: by,
            params: { projectId, userId: 'lowered' },
            body: { role: 'developer' },
          }),
      ],
      ['removed', () => api.expectStatus(200, removeMember, { user: by, params: { projectId, userId: 'removed' } })],
    ] as const) {
      await join(api, { by, projectId, user: admin, role: 'admin' });
      const { id: invitationId, token } = await invite(api, { by: admin, projectId, user });
      await lose();
      const params = { invitationId };
      await expectProblem(api, 'invitation_not_found', acceptInvitation, {
        ...withEmail(user),
        params,
        body: { token },
      });
      await api.deps.background.drain();
      expect(await pendingOf(by, projectId)).toEqual([]);
      expect(await pendingFor(user)).toEqual([]);
    }
  });

  it('counts no longer where its sender loses the right while it is being accepted', async () => {
    const { by, projectId, user } = await owned('late sender');
    await join(api, { by, projectId, user: 'late admin', role: 'admin' });
    const { id: invitationId } = await invite(api, { by: 'late admin', projectId, user });
    const members = writableTable(api.stores.members);
    beforeWrite(() =>
      members.update({ pk: `PROJECT#${projectId}`, sk: 'MEMBER#late admin' }, { set: { role: 'developer' } }),
    );
    await expectProblem(api, 'invitation_not_found', acceptInvitation, {
      ...withEmail(user),
      params: { invitationId },
    });
    expect(await membersOf(by, projectId)).toHaveLength(2);
  });

  it('lets its sender in no more, once that is no member', async () => {
    const { by, projectId, user } = await owned('own sender');
    await join(api, { by, projectId, user: 'own admin', role: 'admin' });
    const { id: invitationId, token } = await invite(api, { by: 'own admin', projectId, user });
    // Without the route, which removes the invitations of a former member behind its answer.
    await writableTable(api.stores.members).delete({ pk: `PROJECT#${projectId}`, sk: 'MEMBER#own admin' });
    await expectProblem(api, 'invitation_not_found', acceptInvitation, {
      user: 'own admin',
      params: { invitationId },
      body: { token },
    });
    expect((await membersOf(by, projectId)).map(({ userId }) => userId)).toEqual([by]);
  });

  it('takes its token from a body only: addresses are kept in logs', async () => {
    const { by, projectId, user } = await owned('logged');
    const { id: invitationId, token } = await invite(api, { by, projectId, user });
    for (const contract of [acceptInvitation, declineInvitation]) {
      const request = { user: 'somebody else', params: { invitationId }, query: { token } };
      await expectProblem(api, 'validation_failed', contract, request);
    }
    expect(await pendingOf(by, projectId)).toHaveLength(1);
  });

  it('into a project that goes while it is being accepted is not found', async () => {
    const { by, projectId, user } = await owned('late project');
    const { id: invitationId } = await invite(api, { by, projectId, user });
    beforeWrite(() => api.expectStatus(200, deleteProject, { user: by, params: { projectId } }));
    await expectProblem(api, 'invitation_not_found', acceptInvitation, {
      ...withEmail(user),
      params: { invitationId },
    });
    expect((await api.expectStatus(200, listProjects, { user })).body.data).toEqual([]);
  });

  it('goes with its project', async () => {
    const { by, projectId, user } = await owned('gone');
    const { id: invitationId, token } = await invite(api, { by, projectId, user });
    await api.expectStatus(200, deleteProject, { user: by, params: { projectId } });
    expect(await pendingFor(user)).toEqual([]);
    const params = { invitationId };
    await expectProblem(api, 'invitation_not_found', acceptInvitation, { ...withEmail(user), params, body: { token } });
  });

  it.each([
    [{ email: 'no address', role: 'viewer' }, '/email'],
    [{ email: 'ada@example.com', role: 'owner' }, '/role'],
    [{ email: 'ada@example.com', role: 'boss' }, '/role'],
    [{ email: 'ada@example.com' }, '/role'],
  ])('%j is refused with its place', async (body, path) => {
    const { by, projectId } = await owned('refused');
    const { errors } = await expectProblem(api, 'validation_failed', inviteMember, {
      user: by,
      params: { projectId },
      body,
    });
    expect(errors?.map((error) => error.path)).toContain(path);
  });
});

describe('who is a member', () => {
  it('is not invited again, and accepts no other invitation', async () => {
    const { by, projectId, user } = await owned('member');
    await join(api, { by, projectId, user });
    const params = { projectId };
    await expectProblem(api, 'already_member', inviteMember, {
      user: by,
      params,
      body: { email: emailOf(user), role: 'admin' },
    });
    const { id: invitationId, token } = await invite(api, { by, projectId, user: 'other address' });
    await expectProblem(api, 'already_member', acceptInvitation, { user, params: { invitationId }, body: { token } });
    expect(await membersOf(by, projectId)).toHaveLength(2);
  });
});

describe('an acceptance', () => {
  it('that comes twice at once makes one member, and both are told', async () => {
    const { by, projectId, user } = await owned('twice');
    const { id: invitationId } = await invite(api, { by, projectId, user });
    const request = { ...withEmail(user), params: { invitationId } };
    const answers = await Promise.all([1, 2, 3].map(() => api.call(acceptInvitation, request)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await membersOf(by, projectId)).toHaveLength(2);
    const head = await api.stores.projects.get({ pk: `PROJECT#${projectId}`, sk: 'META' });
    expect(head).toMatchObject({ memberCount: 2, ownerCount: 1 });
  });

  it('by two callers with its token makes one of them a member', async () => {
    const { by, projectId, user } = await owned('race');
    const { id: invitationId, token } = await invite(api, { by, projectId, user });
    const callers = ['first', 'second', 'third'];
    const answers = await Promise.all(
      callers.map((caller) => api.call(acceptInvitation, { user: caller, params: { invitationId }, body: { token } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
    expect(await membersOf(by, projectId)).toHaveLength(2);
  });

  it('is made once though the answer of the database is lost, and may be repeated', async () => {
    const { by, projectId, user } = await owned('unheard');
    const { id: invitationId } = await invite(api, { by, projectId, user });
    const request = { ...withEmail(user), params: { invitationId } };
    loseNextAnswer();
    const first = await api.expectStatus(200, acceptInvitation, request);
    expect(hasLostAnswer()).toBe(true);
    const second = await api.expectStatus(200, acceptInvitation, request);
    expect(second.body.data).toEqual(first.body.data);
    expect(await membersOf(by, projectId)).toHaveLength(2);
  });
});

describe('a team', () => {
  it('has a hundred pending invitations, also where they come ten at a time', async () => {
    const { by, projectId } = await owned('full');
    const ask = (number: number) =>
      api.call(inviteMember, {
        user: by,
        params: { projectId },
        body: { email: `n${number}@example.com`, role: 'viewer' },
      });
    for (let ten = 0; ten < 100; ten += 10) {
      const asked = await Promise.all(Array.from({ length: 10 }, (_, index) => ask(ten + index)));
      expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 201));
    }
    await expectProblem(api, 'team_full', inviteMember, {
      ...{ user: by, params: { projectId }, body: { email: 'one-more@example.com', role: 'viewer' } },
    });
    expect((await ask(5)).status).toBe(201);
    expect(await pendingOf(by, projectId)).toHaveLength(100);
  });

  it('has two hundred members at most', async () => {
    const { by, projectId, user } = await owned('crowded');
    const { id: invitationId } = await invite(api, { by, projectId, user });
    const projects = writableTable(api.stores.projects);
    await projects.update({ pk: `PROJECT#${projectId}`, sk: 'META' }, { set: { memberCount: 200 } });
    await expectProblem(api, 'team_full', acceptInvitation, { ...withEmail(user), params: { invitationId } });
    expect(await pendingFor(user)).toHaveLength(1);
  });
});
