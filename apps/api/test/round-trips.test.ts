import {
  callBudgetOf,
  createProject,
  generateCode,
  getProject,
  httpContracts,
  isProjectPermission,
  listProjects,
  roles,
  rolesWith,
  type HttpContract,
  type Role,
} from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectKey } from '../src/access/project-head.ts';
import { completeGeneration, makeIds, requestFor, validCall, type Ids } from './support/contract-fixtures.ts';
import { goodSchema } from './support/models.ts';
import { join } from './support/members.ts';
import { startWaveCounter, type Counted } from './support/count-waves.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
const counter = await startWaveCounter(backend);
const api = await startApi(backend, { clients: backend.clients({ endpoints: counter.endpoints }) });
const direct = await startApi(backend);
afterAll(async () => {
  await Promise.all([api.close(), direct.close()]);
  await counter.stop();
});

/** In words, how the calls of a contract differ from its budget; undefined where they don't. */
const complaint = (contract: HttpContract, counted: Counted, large: boolean): string | undefined => {
  const budget = callBudgetOf(contract, { large });
  if (budget === undefined) return undefined;
  const text = `${counted.waves} waves of ${counted.calls} calls, declared are ${budget.waves} of ${budget.calls}`;
  if (counted.waves > budget.waves || counted.calls > budget.calls) return text;
  // A budget that nobody needs hides the next wave, or call. What anybody may ask for is kept for a while.
  const isExact = counted.waves === budget.waves && counted.calls === budget.calls;
  return large || contract.permission === 'anybody' || isExact ? undefined : `${text}: declare fewer`;
};

const contracts = Object.entries(httpContracts);
const measurements = 3;

/** A key costs no wave of its own, unless the answer is too large for its item, too. */
const keyed = (contract: HttpContract, large: boolean) =>
  contract.method === 'POST' && !large ? { headers: { 'idempotency-key': contract.schema.operationId } } : {};

/** The least role that may, of a member who did not make the project. */
const leastRole = ({ permission }: HttpContract): Role =>
  (isProjectPermission(permission) ? rolesWith(permission) : roles).at(-1) ?? 'owner';

const callers = [
  { who: 'its owner', isMember: false },
  { who: 'another member', isMember: true },
];
const cases = [false, true].flatMap((large) => callers.map((caller) => ({ ...caller, large })));
const gap = backend.gap({ localstack: 'the calls are the gateway’s, whatever answers them' });
const taken = gap ? cases.slice(0, 1) : cases;

const seed = process.env['FC_SEED'];
/**
 * A whole run takes two cases of the four for each contract, both callers and both sizes among them, each commit its own:
 * all of them take minutes. Without a seed, all are.
 */
const contractsOf = ({ large, isMember }: (typeof cases)[number]): typeof contracts =>
  contracts.filter(
    (_, index) => seed === undefined || (Number(seed) + index + Number(large) + Number(isMember)) % 2 === 0,
  );

it.skipIf(gap)(`round trips are counted for every caller, with documents in S3 and without${gap}`, () => {
  expect(taken).toEqual(cases);
  for (const contract of contracts) {
    const drawn = cases.filter((some) => contractsOf(some).includes(contract));
    expect(new Set(drawn.flatMap(({ who, large }) => [who, large])).size, contract[0]).toBe(4);
  }
});

describe.each(taken)('round trips before the answer for $who, documents in S3: $large', (drawnCase) => {
  const { isMember, large } = drawnCase;
  /** Things of somebody, and a user who may call the contract: the owner, or a member with the least role for it. */
  const callerOf = async (owner: string, { projectId = '' }: Ids, contract: HttpContract): Promise<string> => {
    if (!isMember) return owner;
    const role = leastRole(contract);
    const user = `${role} beside ${owner}`;
    if (!joined.has(user)) await join(direct, projectId, user, role);
    joined.add(user);
    return user;
  };
  const joined = new Set<string>();
  const reader = `reader ${large} ${isMember}`;
  let readOnly: Ids;
  beforeAll(async () => {
    readOnly = await makeIds(direct, reader, { large });
    await completeGeneration(direct, readOnly);
    // The first calls of all find out who we are and open connections.
    await api.expectStatus(200, listProjects, { user: reader });
  });

  const measure = async (name: string, contract: HttpContract, count: number): Promise<string | undefined> => {
    const isRead = contract.method === 'GET';
    const owner = isRead ? reader : `${name} ${large} ${isMember} ${count}`;
    const ids = isRead ? readOnly : await makeIds(direct, owner, { large });
    const user = await callerOf(owner, ids, contract);
    const request = validCall(contract, ids, { user, ...keyed(contract, large) });
    counter.take();
    const { status, text } = await api.call(contract, request);
    const counted = counter.take();
    await api.deps.background.drain();
    expect(status, text.slice(0, 300)).toBeLessThan(400);
    return complaint(contract, counted, large);
  };

  it.each(contractsOf(drawnCase))('%s keeps to what it declares', async (name, contract) => {
    let wrong: string | undefined;
    // Where the machine is busy, calls made side by side may arrive as two waves: never as fewer than there are.
    for (let count = 0; count < measurements; count += 1) {
      wrong = await measure(name, contract, count);
      if (wrong === undefined) break;
    }
    expect(wrong).toBeUndefined();
  });
});

describe('the first generation of a schema', () => {
  const measureFirst = async () => {
    const { body } = await direct.expectStatus(201, createProject, { body: { name: 'First', schema: goodSchema } });
    counter.take();
    await api.expectStatus(202, generateCode, {
      body: { projectId: body.data.id },
      headers: { 'idempotency-key': body.data.id },
    });
    const counted = counter.take();
    await api.deps.background.drain();
    return counted;
  };

  it('takes what it declares: whether there was one before histories were kept is looked for', async () => {
    const declared = callBudgetOf(generateCode, { first: true });
    let counted = await measureFirst();
    for (let count = 1; count < measurements && counted.waves !== declared?.waves; count += 1)
      counted = await measureFirst();
    expect(counted).toEqual(declared);
  });
});

describe('the count', () => {
  it('finds calls that wait for one another, and budgets that nothing uses', async () => {
    const ids = await makeIds(direct, 'counted');
    const read = () => api.stores.projects.get(projectKey(ids['projectId'] ?? ''));
    counter.take();
    await read();
    await Promise.all([read(), read()]);
    const counted = counter.take();
    expect(counted).toEqual({ waves: 2, calls: 3 });
    expect(complaint(getProject, counted, false)).toContain('2 waves of 3 calls, declared are 1 of 1');
    expect(complaint({ ...getProject, budget: { waves: 3, calls: 9 } }, counted, false)).toContain('declare fewer');
    expect(complaint({ ...getProject, budget: { waves: 2, calls: 4 } }, counted, false)).toContain('declare fewer');
    expect(complaint({ ...getProject, budget: { waves: 2, calls: 2 } }, counted, false)).toContain('3 calls');
    expect(complaint({ ...getProject, budget: { waves: 2, calls: 3 } }, counted, false)).toBeUndefined();
  });

  it('is asked of every contract: one that takes something unknown does not pass', () => {
    const widgets = { ...getProject, url: '/api/widgets/:widgetId' };
    expect(() => requestFor(widgets, { projectId: 'p' })).toThrow('add a fixture for :widgetId');
    const schema = {
      ...getProject.schema,
      operationId: 'makeWidget',
      body: httpContracts['createProject']?.schema.body,
    };
    expect(() => requestFor({ ...getProject, url: '/api/widgets', schema } as HttpContract, {})).toThrow('add a body');
  });
});
