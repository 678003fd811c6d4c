import { httpContracts, isProjectPermission, type HttpContract } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkCallers, type WalkCaller } from './access/callers.ts';
import { expectedAnswer } from './access/expected-answer.ts';
import { tagFaults, type Tagged } from './access/tag-faults.ts';
import { makeWorld, type World } from './access/worlds.ts';
import { requestFor } from './support/contract-fixtures.ts';
import { startIssuer } from './support/issuer.ts';
import { startApi } from './support/start-api.ts';

/*
 * What is answered has a tag, the same for everybody who may read it, and whoever sends it hears that nothing has changed; nobody
 * else does.
 */

const backend = await useBackend();
const issuer = await startIssuer();
const production = await startApi(backend, { env: { NODE_ENV: 'production', AUTH_MODE: 'jwt', ...issuer.env } });
const maker = await startApi(backend);
afterAll(async () => {
  await Promise.all([production.close(), maker.close()]);
  await issuer.close();
});

const callers = walkCallers(issuer);
const tagged = Object.entries(httpContracts).filter(
  ([, { method, isTagged }]) => method === 'GET' && isTagged !== false,
);
let world: World;
beforeAll(async () => {
  world = await makeWorld(maker, 'the tagged', callers, { isRead: true });
});

const read = async (contract: HttpContract, caller: WalkCaller, tag?: string): Promise<Tagged> => {
  const headers = {
    ...(await caller.headers(world.personOf(caller))),
    ...(tag !== undefined && { 'if-none-match': tag }),
  };
  const answer = await production.call(contract, { ...requestFor(contract, world.ids), user: null, headers });
  return { caller: caller.name, status: answer.status, etag: answer.headers['etag'], text: answer.text };
};

/** Everybody's answers: without a tag, with that of the owner, and with any. */
const readings = async (contract: HttpContract) => {
  const mayRead = (caller: WalkCaller) =>
    ['open', 'done', 'own'].includes(expectedAnswer(contract.permission, caller.standing));
  const plain = await Promise.all(callers.filter(mayRead).map((caller) => read(contract, caller)));
  const owner = plain.find(({ caller }) => caller === 'owner');
  const tag = String(owner?.etag);
  return {
    isOfProject: isProjectPermission(contract.permission),
    plain,
    again: await Promise.all(
      callers.filter(mayRead).map((caller, index) => read(contract, caller, String(plain[index]?.etag))),
    ),
    refused: await Promise.all(
      callers
        .filter((caller) => !mayRead(caller))
        .flatMap((caller) => [tag, '*'].map((sent) => read(contract, caller, sent))),
    ),
  };
};

describe('a tag', () => {
  it.each(tagged)('of %s is the same for all who may read, and tells nothing to others', async (_name, contract) => {
    const { plain, again, refused, isOfProject } = await readings(contract);
    expect(plain.length).toBeGreaterThan(0);
    expect(tagFaults({ plain, again, refused, isOfProject })).toEqual([]);
  });
});

describe('the check', () => {
  const one = { caller: 'owner', status: 200, etag: '"1"', text: '{}' };
  const same = { ...one, status: 304, text: '' };
  const right = { isOfProject: true, plain: [one, { ...one, caller: 'viewer' }], again: [same], refused: [] };

  it('finds an answer without a tag, or with one of its own', () => {
    expect(tagFaults(right)).toEqual([]);
    expect(tagFaults({ ...right, plain: [{ ...one, etag: undefined }] })).toEqual([
      expect.stringMatching(/^owner: .*no ETag/),
    ]);
    const other = { ...one, caller: 'viewer', etag: '"2"' };
    expect(tagFaults({ ...right, plain: [one, other] })).toEqual([expect.stringMatching(/^viewer: .*"2".*"1"/)]);
    expect(tagFaults({ ...right, isOfProject: false, plain: [one, other] })).toEqual([]);
  });

  it('finds a tag that is not taken', () => {
    expect(tagFaults({ ...right, again: [one] })).toEqual([expect.stringMatching(/^owner: .*200, not 304/)]);
    expect(tagFaults({ ...right, again: [{ ...same, text: '{}' }] })).toHaveLength(1);
  });

  it('finds one that tells others that something is there', () => {
    const refused = [{ ...same, caller: 'another tenant' }];
    expect(tagFaults({ ...right, refused })).toEqual([expect.stringMatching(/^another tenant: .*304/)]);
    expect(tagFaults({ ...right, refused: [{ ...one, status: 404 }] })).toEqual([expect.stringContaining('ETag')]);
    expect(tagFaults({ ...right, refused: [{ ...one, status: 404, etag: undefined }] })).toEqual([]);
  });
});
