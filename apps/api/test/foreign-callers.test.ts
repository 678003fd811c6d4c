import { getProject, httpContracts, type HttpContract } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  absentIds,
  completeGeneration,
  makeIds,
  pathParameters,
  requestFor,
  type Ids,
} from './support/contract-fixtures.ts';
import { foreignBodyIds, foreignAnswerProblem, namesOthers, normalised } from './support/foreign-callers.ts';
import { startApi, type CallOptions } from './support/start-api.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

const [owner, other] = ['ada', 'eve'] as const;
let own: Ids;
let others: Ids;
let absent: Ids;
let before: readonly object[];

const contracts = Object.entries(httpContracts);
const reads = contracts.filter(([, { method, url, permission }]) => {
  const isStream = url.endsWith('/events');
  return method === 'GET' && permission !== 'anybody' && !isStream;
});

/** Everything that the owner can see of his things, without what changes by itself. */
const look = async (user: string, ids: Ids): Promise<object[]> => {
  const seen: object[] = [];
  for (const [name, contract] of reads.filter(([, { url }]) => !url.includes('/download'))) {
    const { status, body, text } = await api.call(contract, { ...requestFor(contract, ids), user });
    seen.push({ name, status, body: body === undefined ? text : { ...(body as object), timestamp: undefined } });
  }
  return seen;
};

beforeAll(async () => {
  own = await makeIds(api, other);
  others = await makeIds(api, owner);
  await completeGeneration(api, others);
  absent = absentIds(others);
  before = await look(owner, others);
});

const answer = async (contract: HttpContract, options: CallOptions) => {
  const { status, text } = await api.call(contract, { ...options, user: other });
  return { status, text: normalised(text, others, absent) };
};

describe('somebody else’s things', () => {
  it.each(contracts.filter(([, contract]) => namesOthers(contract)))(
    '%s answers as if they were not there',
    async (_name, contract) => {
      const foreign = await answer(contract, requestFor(contract, others));
      const missing = await answer(contract, requestFor(contract, absent));
      expect(foreignAnswerProblem(contract, foreign, missing)).toBeUndefined();
    },
  );

  const inBodies = contracts.flatMap(([name, contract]) =>
    foreignBodyIds(contract).map((path) => [`${name} ${path.join('.')}`, contract, path] as const),
  );

  it.each(inBodies)('%s among one’s own answers as if it were not there', async (_name, contract, path) => {
    const withId = (ids: Ids): CallOptions => {
      const { body, ...options } = requestFor(contract, own);
      const [name = '', inner] = path;
      const member = inner === undefined ? ids[name] : { [inner]: ids[inner] };
      return { ...options, body: { ...(body as object), [name]: member } };
    };
    const foreign = await answer(contract, withId(others));
    const missing = await answer(contract, withId(absent));
    expect(foreign).toEqual(missing);
    expect(foreign.status).toBe(404);
  });

  it.each(reads.filter(([, contract]) => pathParameters(contract).length === 0))(
    '%s shows nothing of them',
    async (_name, contract) => {
      const { text } = await api.call(contract, { user: other });
      const shown = Object.entries(others).filter(([name, id]) => name !== '*' && text.includes(id));
      expect(shown).toEqual([]);
    },
  );

  it('are as they were, whatever was tried', async () => {
    expect(await look(owner, others)).toEqual(before);
    expect(await look(other, own)).toHaveLength(reads.filter(([, { url }]) => !url.includes('/download')).length);
  });
});

describe('the check', () => {
  const found = { status: 200, text: '{"data":{}}' };
  const missing = { status: 404, text: '{"code":"project_not_found"}' };

  it('finds an endpoint that forgot to ask whose it is', () => {
    expect(foreignAnswerProblem(getProject, found, missing)).toContain('200');
    expect(foreignAnswerProblem(getProject, { ...missing, status: 403 }, missing)).toContain('403');
  });

  it('finds an answer that tells that something is there', () => {
    expect(foreignAnswerProblem(getProject, { status: 404, text: '{"code":"other"}' }, missing)).toContain('differ');
    expect(foreignAnswerProblem(getProject, missing, missing)).toBeUndefined();
  });

  it('finds an endpoint that has no route', () => {
    const noRoute = { status: 404, text: '{"code":"route_not_found"}' };
    expect(foreignAnswerProblem(getProject, noRoute, noRoute)).toContain('route_not_found');
  });

  it('finds an endpoint that finds nothing because nothing was asked for', () => {
    expect(foreignAnswerProblem(getProject, found, found)).toContain('200');
  });

  it('is made of every contract that names something: a new one has to say what it takes', () => {
    const widgets = { ...getProject, url: '/api/widgets/:widgetId' };
    expect(namesOthers(widgets)).toBe(true);
    expect(() => requestFor(widgets, others)).toThrow('add a fixture for :widgetId');
  });

  it('leaves no difference but the ids themselves', () => {
    const text = (id: string) =>
      `{"detail":"no ${id}","instance":"urn:snapinfra:request:${id}1","timestamp":"2026-01-01T00:00:00.000Z"}`;
    expect(normalised(text('AAAA'), { a: 'AAAA' })).toBe(normalised(text('BBBB'), { a: 'BBBB' }));
    expect(normalised('{"a":1}')).not.toBe(normalised('{"a":2}'));
  });
});
