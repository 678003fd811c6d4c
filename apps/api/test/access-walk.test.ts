import { httpContracts } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerNamed, walkCallers } from './access/callers.ts';
import { storedOf } from './access/stored-of.ts';
import { foreignAmongOwnFault, placesOfIds } from './access/foreign-among-own.ts';
import { headOf, walkRoute, type WalkDeps } from './access/walk-route.ts';
import { makeWorld, type World } from './access/worlds.ts';
import { makeIds, type Ids } from './support/contract-fixtures.ts';
import { startIssuer } from './support/issuer.ts';
import { startApi, type CallOptions } from './support/start-api.ts';

/*
 * Every route, called as everybody: how it has to answer follows from the permission of its contract.
 */

const backend = await useBackend();
const issuer = await startIssuer();
const production = await startApi(backend, { env: { NODE_ENV: 'production', AUTH_MODE: 'jwt', ...issuer.env } });
/** Makes what is called about. */
const maker = await startApi(backend);
afterAll(async () => {
  await Promise.all([production.close(), maker.close()]);
  await issuer.close();
});

const contracts = Object.entries(httpContracts);
const callers = walkCallers(issuer);
let shared: World;
let deps: WalkDeps;
let before: Readonly<Record<string, string>>;

const storedOfShared = () => storedOf(backend, maker, shared.ids['projectId'] ?? '');

beforeAll(async () => {
  shared = await makeWorld(maker, 'the walk', callers, { isRead: true });
  deps = {
    ...{ callers, shared, call: production.call, head: headOf(production) },
    world: (name, own) => makeWorld(maker, name, own),
  };
  before = await storedOfShared();
});

describe('one foreign id among one’s own', () => {
  const places = contracts.flatMap(([name, contract]) =>
    placesOfIds(contract).map((place) => [`${name} ${place.path.join('.')}`, contract, place] as const),
  );
  const tenant = callerNamed(callers, 'another tenant');
  let own: Ids;
  beforeAll(async () => {
    own = await makeIds(maker, shared.personOf(tenant).user);
  });

  it.each(places)('is answered as if nothing had it: %s', async (_name, contract, place) => {
    const headers = await tenant.headers(shared.personOf(tenant));
    const call = (options: CallOptions) => production.call(contract, { ...options, user: null, headers });
    expect(await foreignAmongOwnFault(call, { contract, place, own, others: shared.ids })).toBeUndefined();
  });
});

describe('a route', () => {
  let [calls, leaks] = [0, 0];
  const startedAt = performance.now();
  const walked = new Set<string>();

  it.each(contracts)('%s answers everybody as its permission says', async (name, contract) => {
    const report = await walkRoute(deps, contract);
    calls += report.calls;
    leaks += report.faults.length;
    for (const caller of report.callers) walked.add(`${name} ${caller}`);
    expect(report.faults).toEqual([]);
  });

  it(`has been called by everybody: ${contracts.length} routes × ${callers.length} callers`, async () => {
    const expected = contracts.flatMap(([name]) => callers.map((caller) => `${name} ${caller.name}`));
    expect(expected.filter((pair) => !walked.has(pair))).toEqual([]);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const walk = `${contracts.length} routes × ${callers.length} callers`;
    console.log(`access walk: ${walk}, ${calls} calls in ${seconds} s, ${leaks} leaks, none uncovered`);
    expect(leaks).toBe(0);
  });

  it('has changed nothing where it refused', async () => {
    expect(Object.keys(before).length).toBeGreaterThan(20);
    expect(await storedOfShared()).toEqual(before);
  });
});
