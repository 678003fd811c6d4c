import {
  changeMemberRole,
  deleteProject,
  getProject,
  leaveProject,
  listMembers,
  listProjects,
  removeMember,
  roles,
  transferProject,
  updateProject,
  type Role,
} from '@snapinfra/contracts';
import { startHttpInterceptor, useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { membershipKey, MembershipItem } from '../src/access/member-record.ts';
import { UserMark, userKey } from '../src/access/user-mark.ts';
import { writableTable } from '../src/storage/tables.ts';
import { join, makeProject } from './support/people.ts';
import { expectProblem, startApi, type Called, type CallOptions } from './support/start-api.ts';

const backend = await useBackend();
/** What comes between reading and writing, once; and whether the next answer to a write is lost. */
let beforeWrite: (() => Promise<unknown>) | undefined;
let losesAnswer = false;
/** Lets writes through one by one. */
let turn: (() => Promise<void>) | undefined;
const dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
  if (!/\.TransactWrite/.test(String(request.headers['x-amz-target']))) return forward(request);
  await turn?.();
  const between = beforeWrite;
  beforeWrite = undefined;
  await between?.();
  const answer = await forward(request);
  if (!losesAnswer) return answer;
  losesAnswer = false;
  throw new Error('the answer is lost');
});
const api = await startApi(backend, { clients: backend.clients({ endpoints: { dynamodb: dynamodb.url } }) });
const direct = await startApi(backend);
afterAll(async () => {
  await Promise.all([api.close(), direct.close()]);
  await dynamodb.stop();
});

/** A project of `owner`, with one member for each of the others' roles. */
const team = async (name: string, others: Readonly<Record<string, Role>> = {}) => {
  const owner = `${name} owner`;
  const projectId = await makeProject(direct, owner);
  for (const [user, role] of Object.entries(others)) {
    await join(direct, { by: owner, projectId, user, role: role === 'owner' ? 'admin' : role });
    if (role === 'owner') await setRole(owner, projectId, user, role);
  }
  return { owner, projectId };
};
const setRole = (by: string, projectId: string, userId: string, role: string) =>
  direct.expectStatus(200, changeMemberRole, { user: by, params: { projectId, userId }, body: { role } });
const membersOf = async (user: string, projectId: string) =>
  (await direct.expectStatus(200, listMembers, { user, params: { projectId } })).body.data;
const roleIn = async (by: string, projectId: string, user: string) =>
  (await membersOf(by, projectId)).find(({ userId }) => userId === user)?.role;
const tenantOf = async (by: string, projectId: string) =>
  (await membersOf(by, projectId)).filter(({ isTenant }) => isTenant).map(({ userId }) => userId);

describe('a role', () => {
  it.each(roles.flatMap((role) => [role, role.toUpperCase()]))('is given in any case: %s', async (word) => {
    const { owner, projectId } = await team(`any case ${word}`, { bob: 'viewer' });
    const { body, headers } = await setRole(owner, projectId, 'bob', word);
    expect(body.data).toMatchObject({ userId: 'bob', role: word.toLowerCase(), version: 2, isTenant: false });
    expect(headers['etag']).toBe('"2"');
    expect(await roleIn(owner, projectId, 'bob')).toBe(word.toLowerCase());
  });

  it('counts from the next request on', async () => {
    const { owner, projectId } = await team('next', { bob: 'developer' });
    const rename: CallOptions = { user: 'bob', params: { projectId }, body: { name: 'By Bob' } };
    await api.expectStatus(200, updateProject, rename);
    await setRole(owner, projectId, 'bob', 'viewer');
    await expectProblem(api, 'permission_denied', updateProject, rename);
    await api.expectStatus(200, getProject, { user: 'bob', params: { projectId } });
  });

  it('of an owner is changed by owners only, and nobody raises himself', async () => {
    const { owner, projectId } = await team('managed', { adi: 'admin', dev: 'developer', second: 'owner' });
    const change = (user: string, userId: string, role: string) =>
      api.call(changeMemberRole, { user, params: { projectId, userId }, body: { role } });
    for (const [by, userId, role] of [
      ['adi', owner, 'viewer'],
      ['adi', 'second', 'admin'],
      ['adi', 'dev', 'owner'],
      ['adi', 'adi', 'owner'],
      ['dev', 'dev', 'admin'],
      ['dev', 'adi', 'viewer'],
    ] as const) {
      expect((await change(by, userId, role)).body, `${by} makes ${userId} ${role}`).toMatchObject({
        code: 'permission_denied',
      });
    }
    await expectProblem(api, 'permission_denied', removeMember, {
      user: 'adi',
      params: { projectId, userId: 'second' },
    });
    await setRole('adi', projectId, 'dev', 'admin');
    await setRole('adi', projectId, 'adi', 'viewer');
    await setRole('second', projectId, owner, 'viewer');
    expect(await tenantOf('second', projectId)).toEqual(['second']);
  });

  it('of who was an owner when he asked is not given once he is none', async () => {
    const { owner, projectId } = await team('no longer', { second: 'owner', dev: 'developer' });
    beforeWrite = () => setRole('second', projectId, owner, 'admin');
    await expectProblem(api, 'permission_denied', changeMemberRole, {
      ...{ user: owner, params: { projectId, userId: 'dev' }, body: { role: 'owner' } },
    });
    expect(await roleIn('second', projectId, 'dev')).toBe('developer');
  });

  it('is not given by who was an owner, though there are as many owners as before', async () => {
    const { owner, projectId } = await team('as many', { second: 'owner', third: 'admin', dev: 'developer' });
    beforeWrite = async () => {
      await setRole(owner, projectId, 'third', 'owner');
      await setRole(owner, projectId, 'second', 'admin');
    };
    await expectProblem(api, 'permission_denied', changeMemberRole, {
      ...{ user: 'second', params: { projectId, userId: 'dev' }, body: { role: 'owner' } },
    });
    expect(await roleIn(owner, projectId, 'dev')).toBe('developer');
  });

  it('of nobody is a 404', async () => {
    const { owner, projectId } = await team('nobody');
    const params = { projectId, userId: 'nobody' };
    await expectProblem(api, 'member_not_found', changeMemberRole, { user: owner, params, body: { role: 'admin' } });
    await expectProblem(api, 'member_not_found', removeMember, { user: owner, params });
    await expectProblem(api, 'member_not_found', transferProject, { user: owner, params, body: { userId: 'nobody' } });
  });

  it('of an id that is longer than a key may be, or that nobody can have, is a 404', async () => {
    const { owner, projectId } = await team('long');
    for (const userId of ['a\u0001b', 'x'.repeat(999)]) {
      await expectProblem(api, 'member_not_found', removeMember, { user: owner, params: { projectId, userId } });
    }
    const body = { userId: '\u{1F600}'.repeat(256) };
    await expectProblem(api, 'member_not_found', transferProject, { user: owner, params: { projectId }, body });
  });
});

describe('who is removed', () => {
  it('is refused from the next request on, and finds the project in no list', async () => {
    const { owner, projectId } = await team('removed', { rob: 'admin' });
    const own = { user: 'rob', params: { projectId } };
    await api.expectStatus(200, getProject, own);
    await api.expectStatus(200, removeMember, { user: owner, params: { projectId, userId: 'rob' } });
    await expectProblem(api, 'project_not_found', getProject, own);
    await expectProblem(api, 'project_not_found', leaveProject, own);
    const { body } = await api.expectStatus(200, listProjects, { user: 'rob' });
    expect(body.data).toEqual([]);
    await api.expectStatus(200, removeMember, { user: owner, params: { projectId, userId: 'rob' } });
  });

  it.each([
    [
      'is removed',
      404,
      (by: string, params: { projectId: string; userId: string }) =>
        direct.expectStatus(200, removeMember, { user: by, params }),
    ],
    [
      'becomes a viewer',
      403,
      (by: string, params: { projectId: string; userId: string }) =>
        setRole(by, params.projectId, params.userId, 'viewer'),
    ],
  ] as const)('while his request runs, who %s writes nothing: %i', async (_how, expected, lose) => {
    const { owner, projectId } = await team(`while ${expected}`, { eve: 'developer' });
    beforeWrite = () => lose(owner, { projectId, userId: 'eve' });
    const sent = { user: 'eve', params: { projectId }, body: { name: 'By Eve' } };
    const { status, text } = await api.call(updateProject, sent);
    expect(status, text).toBe(expected);
    const { body } = await api.expectStatus(200, getProject, { user: owner, params: { projectId } });
    expect(body.data.name).toBe('Shared');
  });

  it('may be invited again', async () => {
    const { owner, projectId } = await team('again', { rita: 'developer' });
    const params = { projectId, userId: 'rita' };
    await api.expectStatus(200, removeMember, { user: owner, params });
    await join(direct, { by: owner, projectId, user: 'rita', role: 'viewer' });
    await api.expectStatus(200, getProject, { user: 'rita', params: { projectId } });
    await api.expectStatus(200, removeMember, { user: owner, params });
    await expectProblem(api, 'project_not_found', getProject, { user: 'rita', params: { projectId } });
  });
});

describe('an owner', () => {
  it('who is the last one neither leaves, nor is lowered, nor removed', async () => {
    const { owner, projectId } = await team('last', { adi: 'admin' });
    const params = { projectId, userId: owner };
    await expectProblem(api, 'last_owner', leaveProject, { user: owner, params });
    await expectProblem(api, 'last_owner', removeMember, { user: owner, params });
    await expectProblem(api, 'last_owner', changeMemberRole, { user: owner, params, body: { role: 'admin' } });
    expect(await roleIn(owner, projectId, owner)).toBe('owner');
  });

  it('leaves the project to the other owner who joined first', async () => {
    const { owner, projectId } = await team('heirs', { late: 'admin', early: 'admin', never: 'admin' });
    await setRole(owner, projectId, 'early', 'owner');
    await setRole(owner, projectId, 'late', 'owner');
    const before = await api.expectStatus(200, getProject, { user: owner, params: { projectId } });
    await api.expectStatus(200, leaveProject, { user: owner, params: { projectId } });
    // `late` was invited first: what counts is when somebody joined.
    expect(await tenantOf('early', projectId)).toEqual(['late']);
    const after = await api.expectStatus(200, getProject, { user: 'early', params: { projectId } });
    expect(after.body.data.userId).toBe('late');
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    await expectProblem(api, 'project_not_found', getProject, { user: owner, params: { projectId } });
  });

  it('leaves the project to one who is an owner then, though there are as many as before', async () => {
    const { owner, projectId } = await team('as many heirs', { heir: 'owner', other: 'admin' });
    beforeWrite = async () => {
      await setRole(owner, projectId, 'other', 'owner');
      await setRole(owner, projectId, 'heir', 'viewer');
    };
    await api.expectStatus(200, leaveProject, { user: owner, params: { projectId } });
    expect(await tenantOf('other', projectId)).toEqual(['other']);
  });

  it('makes nobody an owner who is being removed: the project would keep the removal from ending', async () => {
    const { owner, projectId } = await team('left behind', { leaver: 'admin' });
    await direct.deps.background.drain();
    const users = writableTable(direct.deps.storage.open('users', UserMark));
    await users.update(userKey('leaver'), { set: { deletingAt: new Date().toISOString() } });
    const params = { projectId, userId: 'leaver' };
    await expectProblem(api, 'member_not_found', changeMemberRole, { user: owner, params, body: { role: 'owner' } });
    await expectProblem(api, 'member_not_found', transferProject, { user: owner, params, body: { userId: 'leaver' } });
    expect(await roleIn(owner, projectId, 'leaver')).toBe('admin');
    expect(await tenantOf(owner, projectId)).toEqual([owner]);
    await api.expectStatus(200, changeMemberRole, { user: owner, params, body: { role: 'viewer' } });
  });

  it('transfers the project, and is an admin then', async () => {
    const { owner, projectId } = await team('transferred', { heir: 'viewer', second: 'owner' });
    const transfer = (user: string, userId: string) => ({ user, params: { projectId }, body: { userId } });
    await expectProblem(api, 'permission_denied', transferProject, transfer('second', 'heir'));
    await expectProblem(api, 'permission_denied', transferProject, transfer('heir', 'heir'));
    await expectProblem(api, 'validation_failed', transferProject, transfer(owner, owner));
    const { body } = await api.expectStatus(200, transferProject, transfer(owner, 'heir'));
    expect(body.data).toMatchObject({ userId: owner, role: 'admin', isTenant: false, projectName: 'Shared' });
    expect(await tenantOf('heir', projectId)).toEqual(['heir']);
    expect(await roleIn('heir', projectId, 'heir')).toBe('owner');
    await expectProblem(api, 'permission_denied', deleteProject, { user: owner, params: { projectId } });
    await api.expectStatus(200, deleteProject, { user: 'heir', params: { projectId } });
  });

  it('transfers once though the answer of the database is lost', async () => {
    const { owner, projectId } = await team('unheard', { heir: 'developer' });
    losesAnswer = true;
    await api.expectStatus(200, transferProject, { user: owner, params: { projectId }, body: { userId: 'heir' } });
    expect(losesAnswer).toBe(false);
    expect(await tenantOf(owner, projectId)).toEqual(['heir']);
    losesAnswer = true;
    await api.expectStatus(200, leaveProject, { user: owner, params: { projectId } });
    const head = await direct.stores.projects.get({ pk: `PROJECT#${projectId}`, sk: 'META' });
    expect(head).toMatchObject({ userId: 'heir', ownerCount: 1, memberCount: 1 });
  });
});

/** A generator of numbers that a seed repeats (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/**
 * Runs calls at the same time, and lets their writes through one by one, in random order, whenever all of them wait to write or
 * have been answered: so each decides by what was there before the others wrote.
 */
const interleave = async (
  calls: readonly (() => Promise<Called<unknown>>)[],
  random: (below: number) => number,
): Promise<Called<unknown>[]> => {
  const waiting: (() => void)[] = [];
  let running = calls.length;
  const next = () => {
    if (waiting.length > 0 && waiting.length === running) waiting.splice(random(waiting.length), 1)[0]?.();
  };
  turn = () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      next();
    });
  try {
    return await Promise.all(
      calls.map((call) =>
        call().finally(() => {
          running -= 1;
          next();
        }),
      ),
    );
  } finally {
    turn = undefined;
  }
};

describe('changes of a team at the same time', () => {
  const seed = Number(process.env['API_TEST_SEED'] ?? Date.now() % 1_000_000);
  const runs = Number(process.env['API_TEST_RUNS'] ?? 20);
  const random = randomOf(seed);
  const why = `API_TEST_SEED=${seed}`;
  const memberships = direct.deps.storage.open('teams', MembershipItem);
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;

  const anyChange = (projectId: string, owners: readonly string[], others: readonly string[]) => {
    const user = pick(owners);
    const userId = pick([...owners, ...owners, ...others]);
    const params = { projectId, userId };
    return pick([
      () => api.call(leaveProject, { user, params }),
      () => api.call(removeMember, { user, params }),
      () => api.call(transferProject, { user, params, body: { userId } }),
      ...(['owner', 'admin', 'viewer'] as const).map(
        (role) => () => api.call(changeMemberRole, { user, params, body: { role } }),
      ),
    ]);
  };

  const membersIn = async (projectId: string) => {
    const all: { readonly userId: string; readonly role: string }[] = [];
    const query = { partition: `PROJECT#${projectId}`, sort: { beginsWith: 'MEMBER#' } };
    for await (const { userId, role } of direct.stores.members.query(query)) all.push({ userId, role });
    return all;
  };

  /** The owners of a project whose counts and memberships are right. */
  const soundOwners = async (projectId: string, everybody: readonly string[]): Promise<readonly string[]> => {
    const all = await membersIn(projectId);
    const head = (await direct.stores.projects.get({ pk: `PROJECT#${projectId}`, sk: 'META' })) ?? expect.fail(why);
    const owners = all.filter(({ role }) => role === 'owner').map(({ userId }) => userId);
    expect(owners, why).not.toEqual([]);
    expect(owners, why).toContain(head.userId);
    expect([head.ownerCount, head.memberCount], why).toEqual([owners.length, all.length]);
    const found = await memberships.batchGet(everybody.map((user) => membershipKey(user, projectId)));
    const listed = found.flatMap((item) => (item ? [{ userId: item.userId, role: item.role }] : []));
    expect(
      listed.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
      why,
    ).toEqual(all);
    return owners;
  };

  it.each(Array.from({ length: runs }, (_, run) => run))(
    'leave it with an owner for whom the project counts, and with right counts: run %i',
    async (run) => {
      const everybody = ['a', 'b', 'c', 'd'].map((name) => `${name} of ${run}`);
      const [founder = '', second = '', ...others] = everybody;
      const projectId = await makeProject(direct, founder);
      for (const user of [second, ...others]) await join(direct, { by: founder, projectId, user, role: 'admin' });
      await setRole(founder, projectId, second, 'owner');
      let owners = [founder, second];
      for (let round = 0; round < 3; round += 1) {
        const changes = Array.from({ length: 4 }, () => anyChange(projectId, owners, others));
        const answers = await interleave(changes, random);
        for (const { status, text } of answers) expect(status, `${why} ${text}`).toBeLessThan(500);
        owners = [...(await soundOwners(projectId, everybody))];
      }
    },
  );
});
