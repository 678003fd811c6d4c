import { deleteProject, httpContracts, type HttpContract } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import type { TSchema } from 'typebox';
import { afterAll, describe, expect, it } from 'vitest';
import { readsByPost } from './access/declared-roles.ts';
import { makeIds, membersOf, pathParameters, requestFor, validCall, type Ids } from './support/contract-fixtures.ts';
import { interceptWrites } from './support/intercept-writes.ts';
import { startApi } from './support/start-api.ts';

/*
 * What every area promises of what it changes, whatever it is: each contract that changes something is tried.
 */

const backend = await useBackend();
const { clients, beforeWrite, loseNextAnswer, hasLostAnswer, stop } = await interceptWrites(backend);
const api = await startApi(backend, { clients });
const direct = await startApi(backend);
afterAll(async () => {
  await Promise.all([api.close(), direct.close()]);
  await stop();
});

const contracts = Object.entries(httpContracts);
const takes = (contract: HttpContract, header: string) => header in membersOf(contract.schema.headers);
const ofMethod = (method: HttpContract['method']) => contracts.filter(([, contract]) => contract.method === method);
const conditional = contracts.filter(([, contract]) => takes(contract, 'if-match'));
const keyed = contracts.filter(([, contract]) => takes(contract, 'idempotency-key'));
/** Contracts that make something in a project that their body or path names. */
const intoProject = keyed.filter(
  ([, contract]) =>
    'projectId' in membersOf(contract.schema.body) || pathParameters(contract).some((name) => name === 'projectId'),
);
const conditionalChanges = conditional.filter(([, { method }]) => method !== 'DELETE');
/** Changes of what a GET of the same URL shows. */
const changesOfReadable = conditional.flatMap(([name, contract]) => {
  const read = contracts.find(([, { method, url }]) => method === 'GET' && url === contract.url);
  return read ? [[name, contract, read[1]] as const] : [];
});
const creating = keyed.filter(([, { schema }]) => 201 in schema.response);

const things = async (name: string): Promise<{ readonly user: string; readonly ids: Ids }> => {
  const user = `${name} of changes`;
  return { user, ids: await makeIds(direct, user) };
};
const etagOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }) => String(headers['etag']);

describe('with an Idempotency-Key', () => {
  it.each(keyed.filter(([name]) => !Object.hasOwn(readsByPost, name)))(
    '%s is done once, and answers twice',
    async (name, contract) => {
      const { user, ids } = await things(name);
      const request = validCall(contract, ids, { user, headers: { 'idempotency-key': name } });
      const first = await api.call(contract, request);
      const second = await api.call(contract, request);
      expect(first.status, first.text).toBeLessThan(300);
      expect(second).toMatchObject({ status: first.status, body: first.body });
      expect(second.headers['idempotent-replayed']).toBe('true');
    },
  );

  it.each(keyed.filter(([name]) => Object.hasOwn(readsByPost, name)))(
    '%s, which only reads, reads again',
    async (name, contract) => {
      const { user, ids } = await things(name);
      const request = validCall(contract, ids, { user, headers: { 'idempotency-key': name } });
      const [first, second] = [await api.call(contract, request), await api.call(contract, request)];
      expect(first.status, first.text).toBeLessThan(300);
      expect(second.body).toMatchObject({ data: Reflect.get(Object(first.body), 'data') });
      expect(second.headers).not.toHaveProperty('idempotent-replayed');
    },
  );
});

describe('what is made', () => {
  it.each(creating)('by %s is found where Location says', async (name, contract) => {
    const { user, ids } = await things(`found ${name}`);
    const { headers } = await api.call(contract, validCall(contract, ids, { user }));
    const url = String(headers['location']);
    const found = await api.app.inject({ method: 'GET', url, headers: { 'x-dev-user-id': user } });
    expect(found.statusCode, `${url}: ${found.body}`).toBe(200);
    expect(found.headers['etag']).toBe(headers['etag']);
  });
});

/** The members of a request's body that an answer shows under the same name. */
const shownOf = (contract: HttpContract, body: unknown): object => {
  const [response] = Object.values(contract.schema.response) as TSchema[];
  const shown = membersOf(membersOf(response)['data']);
  return Object.fromEntries(Object.entries(Object(body)).filter(([name]) => name in shown));
};

describe('what was sent', () => {
  it.each(creating)('by %s is shown by the GET of its Location', async (name, contract) => {
    const { user, ids } = await things(`shown ${name}`);
    const request = requestFor(contract, ids);
    const { headers } = await api.call(contract, { ...request, user });
    const url = String(headers['location']);
    const found = await api.app.inject({ method: 'GET', url, headers: { 'x-dev-user-id': user } });
    const sent = shownOf(contract, request.body);
    expect(sent).not.toEqual({});
    expect(found.json()).toMatchObject({ data: sent });
  });

  it.each(changesOfReadable.filter(([, { method }]) => method === 'PUT'))(
    'by %s is shown by the GET of the same path',
    async (name, contract, read) => {
      const { user, ids } = await things(`shown ${name}`);
      const request = requestFor(contract, ids);
      await api.call(contract, { ...request, user });
      const { body } = await api.call(read, validCall(read, ids, { user }));
      const sent = shownOf(contract, request.body);
      expect(sent).not.toEqual({});
      expect(body).toMatchObject({ data: sent });
    },
  );
});

describe('what is made in a project', () => {
  it.each(intoProject)('by %s is not made where the project goes at the same time', async (name, contract) => {
    const { user, ids } = await things(`late ${name}`);
    const params = { projectId: ids['projectId'] ?? '' };
    beforeWrite(() => direct.expectStatus(200, deleteProject, { user, params }));
    const { status, text } = await api.call(contract, validCall(contract, ids, { user }));
    expect(status, text).toBe(404);
  });
});

describe('with the If-Match of another version', () => {
  it.each(conditional)('%s is refused', async (name, contract) => {
    const { user, ids } = await things(`stale ${name}`);
    const request = validCall(contract, ids, { user, headers: { 'if-match': '"999"' } });
    const { status, body } = await api.call(contract, request);
    expect({ status, body }).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
  });
});

describe('with the If-Match of what was read', () => {
  it.each(changesOfReadable)('%s is accepted', async (name, contract, read) => {
    const { user, ids } = await things(`read ${name}`);
    const change = validCall(contract, ids, { user });
    const tag = etagOf(await api.call(read, { ...change, ...requestFor(read, ids), body: undefined }));
    const { status, text } = await api.call(contract, { ...change, headers: { ...change.headers, 'if-match': tag } });
    expect(status, text).toBeLessThan(300);
  });
});

describe('a change', () => {
  it.each(conditionalChanges)(
    'by %s is not lost where another one is made at the same time',
    async (name, contract) => {
      const { user, ids } = await things(`both ${name}`);
      const change = (by: typeof api) => by.call(contract, validCall(contract, ids, { user }));
      let other: Awaited<ReturnType<typeof change>> | undefined;
      beforeWrite(async () => (other = await change(direct)));
      const own = await change(api);
      expect(own.status).toBeLessThan(300);
      expect(other?.status).toBe(own.status);
      expect(etagOf(own)).not.toBe(other && etagOf(other));
    },
  );

  it.each(conditionalChanges)(
    'by %s is made once though the answer of the database is lost',
    async (name, contract) => {
      const { user, ids } = await things(`unheard ${name}`);
      const request = validCall(contract, ids, { user });
      const before = etagOf(await api.call(contract, request));
      loseNextAnswer();
      const { status, text, headers } = await api.call(contract, { ...request, headers: { 'if-match': before } });
      expect(status, text).toBeLessThan(300);
      expect(hasLostAnswer()).toBe(true);
      const again = await api.call(contract, { ...request, headers: { 'if-match': etagOf({ headers }) } });
      expect(again.status, again.text).toBeLessThan(300);
    },
  );
});

describe('what was deleted', () => {
  it.each(ofMethod('DELETE').filter(([, contract]) => pathParameters(contract).length > 0))(
    'by %s is gone for all that name it, and may be deleted again',
    async (name, contract) => {
      const { user, ids } = await things(`gone ${name}`);
      const call = (other: HttpContract) => api.call(other, validCall(other, ids, { user }));
      expect((await call(contract)).status).toBe(200);
      expect((await call(contract)).status).toBe(200);
      const [deleted] = pathParameters(contract).slice(-1);
      const naming = contracts.filter(
        ([, other]) => other.method !== 'DELETE' && pathParameters(other).some((parameter) => parameter === deleted),
      );
      expect(naming.length).toBeGreaterThan(0);
      for (const [otherName, other] of naming)
        expect([otherName, (await call(other)).status]).toEqual([otherName, 404]);
    },
  );

  it.each(ofMethod('DELETE'))(
    'by %s and by another request at the same time is deleted for both',
    async (name, contract) => {
      const { user, ids } = await things(`twice ${name}`);
      const remove = (by: typeof api) => by.call(contract, validCall(contract, ids, { user }));
      let other: Awaited<ReturnType<typeof remove>> | undefined;
      beforeWrite(async () => (other = await remove(direct)));
      const own = await remove(api);
      expect(own.status, own.text).toBeLessThan(300);
      expect(other?.status, other?.text).toBe(own.status);
    },
  );
});
