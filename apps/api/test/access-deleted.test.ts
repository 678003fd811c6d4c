import { deleteProject, httpContracts, isProjectPermission, type HttpContract } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectKey } from '../src/access/project-head.ts';
import { hiddenAt } from '../src/records/removal.ts';
import { callerNamed, walkCallers } from './access/callers.ts';
import { isChange } from './access/declared-roles.ts';
import { namesThings } from './access/named-ids.ts';
import { storedOf } from './access/stored-of.ts';
import { headOf, walkRoute, type WalkDeps } from './access/walk-route.ts';
import { makeWorld, type World } from './access/worlds.ts';
import { requestFor } from './support/contract-fixtures.ts';
import { startIssuer } from './support/issuer.ts';
import { startApi } from './support/start-api.ts';

/*
 * To whoever was a member of a project that is deleted, all of it is as it is to a stranger: from the mark on, which may be all that
 * was done, and when the sweeper has removed it.
 */

const backend = await useBackend();
const issuer = await startIssuer();
let nowMs = Date.now();
const production = await startApi(backend, { env: { NODE_ENV: 'production', AUTH_MODE: 'jwt', ...issuer.env } });
const maker = await startApi(backend, { clock: () => new Date(nowMs) });
afterAll(async () => {
  await Promise.all([production.close(), maker.close()]);
  await issuer.close();
});

const callers = walkCallers(issuer).filter(({ standing }) => standing !== 'unauthenticated');
const strangers = callers.map((caller) => ({ ...caller, standing: 'stranger' as const, knows: [] }));
const owner = callerNamed(callers, 'owner');

/** What is about the project, or could show something of it. A user's record and exports are his, whatever becomes of a project. */
const isAboutIt = (name: string, contract: HttpContract): boolean =>
  isProjectPermission(contract.permission) ||
  (contract.permission === 'user' &&
    !contract.schema.tags.includes('users') &&
    (!isChange(name, contract) || namesThings(contract)));
const contracts = Object.entries(httpContracts).filter(([name, contract]) => isAboutIt(name, contract));
const below = contracts.filter(([name]) => name !== deleteProject.schema.operationId);

let world: World;
let deps: WalkDeps;
const stored = () => storedOf(backend, maker, world.ids['projectId'] ?? '');

beforeAll(async () => {
  world = await makeWorld(maker, 'the deleted', callers, { isRead: true });
  deps = {
    ...{ callers: strangers, shared: world, world: async () => world },
    ...{ call: production.call, head: headOf(production) },
  };
});

describe('a project that is marked as deleted, with everything still in it', () => {
  let before: Awaited<ReturnType<typeof stored>>;
  beforeAll(async () => {
    const { projectId = '' } = world.ids;
    await maker.stores.projects.update(projectKey(projectId), {
      ...{ add: { version: 1 }, attributes: hiddenAt(projectId, new Date(nowMs)) },
    });
    before = await stored();
  });

  it.each(below)('is unknown to its members: %s', async (_name, contract) => {
    expect((await walkRoute(deps, contract)).faults).toEqual([]);
  });

  it('can be deleted again, by its owner: the first answer may have been lost', async () => {
    const request = { ...requestFor(deleteProject, world.ids), user: null };
    const statusFor = async (caller: (typeof callers)[number]) => {
      const headers = await caller.headers(world.personOf(caller));
      return (await production.call(deleteProject, { ...request, headers })).status;
    };
    for (const caller of callers.filter(({ name }) => name !== owner.name))
      expect([403, 404]).toContain(await statusFor(caller));
    expect(await statusFor(owner)).toBe(200);
  });

  it('is as it was, whatever was tried', async () => {
    expect(Object.keys(before).length).toBeGreaterThan(20);
    expect(await stored()).toEqual(before);
  });
});

describe('a project that the sweeper has removed', () => {
  beforeAll(async () => {
    // The removal of what hangs on it comes before its own: each may wait for the next look.
    for (let look = 0; look < 5 && Object.keys(await stored()).length > 0; look += 1) {
      nowMs += 3_600_000;
      await maker.deps.sweeper.sweep();
    }
  });

  it('has nothing left', async () => {
    expect(await stored()).toEqual({});
  });

  it.each(contracts)('is unknown to its members: %s', async (_name, contract) => {
    expect((await walkRoute(deps, contract)).faults).toEqual([]);
  });

  it('has nothing left either, whatever was tried', async () => {
    expect(await stored()).toEqual({});
  });
});

describe('the check', () => {
  it('finds members who still see something', async () => {
    const alive = await makeWorld(maker, 'the living', callers, { isRead: true });
    const { faults } = await walkRoute({ ...deps, shared: alive }, httpContracts['getSchema'] ?? deleteProject);
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual(['owner', 'admin', 'developer', 'viewer']);
  });
});
