import { getProject, getSchema, pathOf, updateProject, type HttpContract } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerNamed, walkCallers } from './access/callers.ts';
import { foreignAmongOwnFault, placesOfIds } from './access/foreign-among-own.ts';
import { idsAmong, namesThings, normalised } from './access/named-ids.ts';
import { plantedArea, plantedContracts, plantedRoutes } from './access/planted.ts';
import { storedOf } from './access/stored-of.ts';
import { headOf, walkRoute, type WalkDeps } from './access/walk-route.ts';
import { makeWorld, type World } from './access/worlds.ts';
import { requestFor } from './support/contract-fixtures.ts';
import { startIssuer } from './support/issuer.ts';
import { startApi } from './support/start-api.ts';

/*
 * That the walk of test/access-walk.test.ts finds what it looks for: routes with faults of each kind are planted in a gateway.
 */

const backend = await useBackend();
const issuer = await startIssuer();
const maker = await startApi(backend);
const callers = walkCallers(issuer);
let shared: World;
const routes = plantedRoutes(() => shared.ids['schemaId'] ?? '');
const contracts = plantedContracts(routes);
const { app } = await startApi(backend, {
  env: { NODE_ENV: 'production', AUTH_MODE: 'jwt', ...issuer.env },
  areas: [plantedArea(routes)],
});
afterAll(async () => {
  await Promise.all([app.close(), maker.close()]);
  await issuer.close();
});

/** What these routes answer is not held against the document, which does not know them. */
const call: WalkDeps['call'] = async (contract, { params, body, headers = {} }) => {
  const {
    statusCode,
    body: text,
    headers: answered,
  } = await app.inject({
    method: contract.method,
    url: pathOf(contract, params),
    headers,
    ...(body !== undefined && { payload: Object(body) as object }),
  });
  return { status: statusCode, text, headers: answered };
};

const walk = (contract: HttpContract) =>
  walkRoute(
    { call, head: headOf({ app }), callers, shared, world: (name, own) => makeWorld(maker, name, own) },
    contract,
  );

beforeAll(async () => {
  shared = await makeWorld(maker, 'the planted', callers);
});

const unauthenticated = callers.filter(({ standing }) => standing === 'unauthenticated').map(({ name }) => name);
const strangers = callers.filter(({ standing }) => standing === 'stranger').map(({ name }) => name);

describe('the walk', () => {
  it.each<[keyof typeof routes, readonly string[], string]>([
    ['forgetsItsRight', strangers, 'not 404 schema_not_found'],
    ['tellsInItsText', strangers, 'tells that something is there'],
    ['tellsInAHeader', strangers, 'headers'],
    ['tellsByHead', [...unauthenticated, ...strangers], 'HEAD answers 200'],
    ['asksForTooLittle', ['viewer'], 'not 403 permission_denied'],
    ['asksForTooMuch', ['viewer'], 'though he has the right'],
    ['isOpen', unauthenticated, 'not 401'],
    ['isClosed', unauthenticated, 'open to anybody'],
    ['showsOthers', strangers, 'shows'],
    ['fails', ['owner', 'admin', 'developer', 'viewer', ...strangers], 'no refusal of the contract’s own'],
  ])('finds a route that %s, for %j: %s', async (name, who, what) => {
    const { faults } = await walk(contracts[name]);
    const found = faults.filter((fault) => fault.includes(what)).map((fault) => fault.split(': ')[0]);
    expect(found.sort(), faults.join('\n')).toEqual(who.toSorted());
  });

  it('finds nothing wrong with a route that keeps its promise', async () => {
    const { faults, callers: who } = await walk(getSchema);
    expect(faults).toEqual([]);
    expect(who).toHaveLength(callers.length);
  });

  it('finds a contract that has no route', async () => {
    const { faults } = await walk({ ...getProject, url: '/api/planted/none/:projectId' });
    expect(faults).toHaveLength(callers.length);
    expect(faults.join()).toContain('route_not_found');
  });

  it('does not pass over a contract that names something unknown', async () => {
    await expect(walk({ ...getProject, url: '/api/widgets/:widgetId' })).rejects.toThrow('add a fixture for :widgetId');
  });
});

describe('the look at what is stored', () => {
  it('sees every change', async () => {
    const { ids, personOf } = await makeWorld(maker, 'the changed', []);
    const look = () => storedOf(backend, maker, ids['projectId'] ?? '');
    const before = await look();
    expect(await look()).toEqual(before);
    const { user } = personOf(callerNamed(callers, 'owner'));
    await maker.expectStatus(200, updateProject, { ...requestFor(updateProject, ids), user });
    expect(await look()).not.toEqual(before);
  });
});

describe('one foreign id among one’s own', () => {
  const contract: HttpContract = { ...getProject, url: '/api/a/:projectId/b/:schemaId' };
  const ids = (start: string) => ({ projectId: `${start}PROJECT`, schemaId: `${start}SCHEMA` });
  const faultOf = (answer: (path: string) => { readonly status: number; readonly text: string }, of = contract) =>
    foreignAmongOwnFault(async ({ params = {}, query }) => ({ ...answer(pathOf(of, params, query)), headers: {} }), {
      ...{ contract: of, place: placesOfIds(of)[0] ?? expect.fail('no place'), own: ids('OWN'), others: ids('OTHER') },
    });

  it('is tried wherever a request names several things', () => {
    expect(placesOfIds(contract).map(({ path }) => path)).toEqual([['projectId'], ['schemaId']]);
    expect(placesOfIds(getProject)).toEqual([]);
    expect(placesOfIds(getSchema)).toEqual([{ in: 'query', path: ['projectId'] }]);
  });

  it('is found where it is let in, or told from one that is not there', async () => {
    expect(await faultOf(() => ({ status: 200, text: '{}' }))).toContain('200');
    expect(await faultOf((path) => ({ status: 404, text: path.includes('OTHERPROJECT') ? 'a' : 'b' }))).toContain(
      'not there',
    );
    expect(await faultOf((path) => ({ status: 404, text: path }))).toBeUndefined();
    const told = (path: string) => ({ status: path.includes('=OTHERPROJECT') ? 200 : 404, text: '' });
    expect(await faultOf(told, getSchema)).toContain('not there');
  });
});

describe('answers', () => {
  it('are about things where the path or the body names one', () => {
    expect(namesThings({ ...getProject, url: '/api/widgets/:widgetId' })).toBe(true);
    expect(namesThings({ ...getProject, url: '/api/widgets' })).toBe(false);
  });

  it('differ by nothing but the ids themselves', () => {
    const text = (id: string) =>
      `{"detail":"no ${id}","instance":"urn:snapinfra:request:${id}1","timestamp":"2026-01-01T00:00:00.000Z"}`;
    const ids = idsAmong({ a: 'AAAA', b: 'AAAABBBB' }, { a: 'CCCC' });
    expect(normalised(text('AAAABBBB'), ids)).toBe(normalised(text('CCCC'), ids));
    expect(normalised('{"a":1}', ids)).not.toBe(normalised('{"a":2}', ids));
  });
});
