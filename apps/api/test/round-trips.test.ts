import { callBudgetOf, getProject, httpContracts, listProjects, type HttpContract } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeGeneration, makeIds, requestFor, type Ids } from './support/contract-fixtures.ts';
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
  // A budget that nobody needs hides the next wave.
  const isCached = contract.schema.security?.length === 0;
  return !large && !isCached && counted.waves < budget.waves ? `${text}: declare fewer` : undefined;
};

const contracts = Object.entries(httpContracts);
const measurements = 3;

/** A key costs no wave of its own, unless the answer is too large for its item, too. */
const keyed = (contract: HttpContract, large: boolean) =>
  contract.method === 'POST' && !large ? { headers: { 'idempotency-key': contract.schema.operationId } } : {};

describe.each([false, true])('round trips before the answer, documents in S3: %s', (large) => {
  const reader = `reader ${large}`;
  let readOnly: Ids;
  beforeAll(async () => {
    readOnly = await makeIds(direct, reader, { large });
    await completeGeneration(direct, readOnly);
    // The first calls of all find out who we are and open connections.
    await api.expectStatus(200, listProjects, { user: reader });
  });

  const measure = async (name: string, contract: HttpContract, count: number): Promise<string | undefined> => {
    const isRead = contract.method === 'GET';
    const user = isRead ? reader : `${name} ${large} ${count}`;
    const ids = isRead ? readOnly : await makeIds(direct, user, { large });
    counter.take();
    const { status, text } = await api.call(contract, {
      ...requestFor(contract, ids),
      ...keyed(contract, large),
      user,
    });
    const counted = counter.take();
    await api.deps.background.drain();
    expect(status, text.slice(0, 300)).toBeLessThan(400);
    return complaint(contract, counted, large);
  };

  it.each(contracts)('%s keeps to what it declares', async (name, contract) => {
    let wrong: string | undefined;
    // Where the machine is busy, calls made side by side may arrive as two waves: never as fewer than there are.
    for (let count = 0; count < measurements; count += 1) {
      wrong = await measure(name, contract, count);
      if (wrong === undefined) break;
    }
    expect(wrong).toBeUndefined();
  });
});

describe('the count', () => {
  it('finds calls that wait for one another, and budgets that nothing uses', async () => {
    const ids = await makeIds(direct, 'counted');
    const read = () => api.stores.projects.get({ pk: 'USER#counted', sk: `PROJECT#${ids['projectId']}` });
    counter.take();
    await read();
    await Promise.all([read(), read()]);
    const counted = counter.take();
    expect(counted).toEqual({ waves: 2, calls: 3 });
    expect(complaint(getProject, counted, false)).toContain('2 waves of 3 calls, declared are 1 of 2');
    expect(complaint({ ...getProject, budget: { waves: 3, calls: 9 } }, counted, false)).toContain('declare fewer');
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
