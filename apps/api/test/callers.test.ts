import { getHealth, httpContracts, listProjects } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import type { Caller } from '../src/http/caller.ts';
import { startIssuer } from './support/issuer.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
const api = await startApi(backend);
const issuer = await startIssuer();
const closing = [api.close, issuer.close];
afterAll(async () => {
  for (const close of closing) await close();
});

/** A gateway that takes the issuer's tokens; `seen` are the callers that it let in. */
const watched = async (env: Readonly<Record<string, string>>) => {
  const { app, close } = await startApi(backend, { env: { ...issuer.env, ...env } });
  closing.push(close);
  const seen: Caller[] = [];
  app.addHook('preHandler', async ({ caller }) => void seen.push(caller));
  const call = async (headers: Readonly<Record<string, string>>) => {
    const response = await app.inject({ url: '/api/projects', headers });
    return response.json<{ success: boolean; code?: string }>();
  };
  const bearer = (token: string, headers = {}) => call({ ...headers, authorization: `Bearer ${token}` });
  return { app, seen, call, bearer };
};

const tokensOnly = await watched({ AUTH_MODE: 'jwt' });
const both = await watched({});

interface SecurityOfDocument {
  readonly security: readonly object[];
  readonly components: { readonly securitySchemes: Readonly<Record<string, { scheme?: string; name?: string }>> };
}

/** Counts of a minute that is over may be gone at any time. */
const nextMinuteMs = () => (Math.floor(Date.now() / 60_000) + 1) * 60_000;

describe('callers', () => {
  it('are needed everywhere but for health and documents', async () => {
    for (const { method, url, permission } of Object.values(httpContracts)) {
      const response = await api.app.inject({ method, url: url.replaceAll(/:\w+|\*/g, 'x') });
      expect(response.statusCode, `${method} ${url}`).toBe(permission === 'anybody' ? 200 : 401);
    }
  });

  it.each(['', '..', 'a\u0000b', 'x'.repeat(257)])('have a usable id: %j', async (user) => {
    const { status } = await api.call(listProjects, { user });
    expect(status).toBe(401);
  });

  it('are the developers that x-dev-user-id names, with the e-mail address of x-dev-email', async () => {
    const { seen, call } = await watched({});
    await call({ 'x-dev-user-id': 'ada' });
    await call({ 'x-dev-user-id': 'ada', 'x-dev-email': 'Ada@Example.com' });
    expect(seen).toEqual([
      { userId: 'ada', isAdmin: false },
      { userId: 'ada', email: { address: 'ada@example.com', verified: true }, isAdmin: false },
    ]);
    expect(await call({ 'x-dev-email': 'ada@example.com' })).toMatchObject({
      code: 'authentication_required',
      detail: expect.stringMatching(/x-dev-email .*x-dev-user-id/),
    });
  });

  it.each(['', 'ada', 'ada@', 'a@b, c@d', 'zoë@example.com', `${'x'.repeat(251)}@b.c`])(
    'are refused with an x-dev-email that is none: %j',
    async (email) => {
      const headers = { 'x-dev-user-id': 'ada', 'x-dev-email': email };
      const response = await api.app.inject({ url: '/api/projects', headers });
      expect(response.statusCode).toBe(401);
      expect(response.json()).toMatchObject({ code: 'token_invalid', detail: expect.stringMatching(/^x-dev-email /) });
    },
  );

  it('may say who they are from a browser', async () => {
    const headers = { origin: 'http://app.example', 'access-control-request-method': 'GET' };
    const { headers: allowed } = await api.app.inject({ method: 'OPTIONS', url: '/api/projects', headers });
    expect(String(allowed['access-control-allow-headers']).split(', ')).toEqual(
      expect.arrayContaining(['authorization', 'x-dev-user-id', 'x-dev-email']),
    );
  });

  it('learn from the document how to say who they are, and of the headers of development there only', async () => {
    const headersOf = async (env: Readonly<Record<string, string>>) => {
      const { app } = await watched(env);
      const document = (await app.inject({ url: '/openapi.json' })).json<SecurityOfDocument>();
      const schemes = document.components.securitySchemes;
      expect(new Set(document.security.flatMap(Object.keys))).toEqual(new Set(Object.keys(schemes)));
      return Object.values(schemes).map(({ scheme, name }) => scheme ?? name);
    };
    expect(await headersOf({})).toEqual(['bearer', 'x-dev-user-id', 'x-dev-email']);
    expect(await headersOf({ AUTH_MODE: 'jwt' })).toEqual(['bearer']);
  });

  it('are limited in how often they ask', async () => {
    const nowMs = nextMinuteMs() + 30_000;
    const clock = () => new Date(nowMs);
    const limited = await startApi(backend, { clock, env: { RATE_LIMIT_PER_MINUTE: '3' } });
    for (let count = 0; count < 3; count += 1) await limited.expectStatus(200, listProjects);
    const problem = await limited.call(listProjects);
    expect(problem).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(problem.headers['retry-after']).toBe('30');
    await limited.expectStatus(200, listProjects, { user: 'another' });
    await limited.expectStatus(200, getHealth);
    await limited.close();
  });

  it('are limited in how often they ask all instances together', async () => {
    let nowMs = nextMinuteMs();
    const options = { clock: () => new Date(nowMs), env: { RATE_LIMIT_PER_MINUTE: '20' } };
    const instances = await Promise.all([startApi(backend, options), startApi(backend, options)]);
    const statuses: number[] = [];
    for (let count = 0; count < 24; count += 1) {
      for (const instance of instances) {
        statuses.push((await instance.call(listProjects, { user: 'often' })).status);
        await instance.deps.background.drain();
      }
      nowMs += 2000;
    }
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(new Set(statuses.slice(24))).toEqual(new Set([429]));
    await Promise.all(instances.map((instance) => instance.close()));
  });
});

describe('callers with tokens', () => {
  it('are who their claims say', async () => {
    const { seen, bearer } = await watched({ AUTH_MODE: 'jwt' });
    const email = 'Ada@Example.com';
    await bearer(await issuer.token());
    await bearer(await issuer.token({ email, name: 'Ada L.', roles: ['admin'], email_verified: true }));
    await bearer(await issuer.token({ email }));
    await bearer(await issuer.token({ email, email_verified: 'true', name: ['Ada'], roles: 'admin' }));
    expect(seen).toEqual([
      { userId: 'ada', isAdmin: false },
      { userId: 'ada', email: { address: 'ada@example.com', verified: true }, name: 'Ada L.', isAdmin: true },
      { userId: 'ada', email: { address: 'ada@example.com', verified: false }, isAdmin: false },
      { userId: 'ada', email: { address: 'ada@example.com', verified: false }, isAdmin: false },
    ]);
  });

  it.each([
    ['of another key', () => issuer.ofAnotherKey()],
    ['of another issuer', () => issuer.token({ iss: 'https://other.example' })],
    ['for another audience', () => issuer.token({ aud: 'other' })],
    ['without an audience', () => issuer.token({ aud: undefined })],
    ['that is expired', () => issuer.token({ exp: 1000 })],
    ['that never expires', () => issuer.token({ exp: undefined })],
    ['that is not valid yet', () => issuer.token({ nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['without a subject', () => issuer.token({ sub: undefined })],
    ['with an empty subject', () => issuer.token({ sub: '' })],
    ['with a subject that is a number', () => issuer.token({ sub: 42 })],
    ['with a subject that is a list', () => issuer.token({ sub: ['ada'] })],
    ['with the algorithm none', () => issuer.unsigned('none')],
    ['with the algorithm None', () => issuer.unsigned('None')],
    ['that is signed with the public key', () => issuer.signedWithPublicKey()],
    ['that is nonsense', () => 'nonsense'],
  ])('are refused with one %s', async (_what, token) => {
    expect(await tokensOnly.bearer(await token())).toMatchObject({ code: 'token_invalid', status: 401 });
    expect(await both.bearer(await token())).toMatchObject({ code: 'token_invalid', status: 401 });
    expect([tokensOnly.seen, both.seen]).toEqual([[], []]);
  });

  it.each([{ authorization: 'Basic YTpi' }, { authorization: 'Bearer' }, {}])('are needed: %j', async (headers) => {
    expect(await tokensOnly.call(headers)).toMatchObject({ code: 'authentication_required' });
  });

  it.each([
    [{ 'x-dev-user-id': 'ada' }, /: x-dev-user-id\./],
    [{ 'x-dev-email': 'ada@example.com' }, /: x-dev-email\./],
    [{ 'x-dev-user-id': '', 'x-dev-email': '' }, /: x-dev-user-id and x-dev-email\./],
  ])('cannot send the headers of development: %j', async (headers, detail) => {
    const refused = { code: 'dev_user_refused', detail: expect.stringMatching(detail) };
    expect(await tokensOnly.call(headers)).toMatchObject(refused);
    expect(await tokensOnly.bearer(await issuer.token(), headers)).toMatchObject(refused);
  });

  it('are who their tokens say in development as well, whatever its headers say', async () => {
    const { seen, bearer, call } = await watched({});
    await bearer(await issuer.token({ sub: 'grace' }), { 'x-dev-user-id': 'ada', 'x-dev-email': 'none' });
    await call({ 'x-dev-user-id': 'ada' });
    expect(seen.map(({ userId }) => userId)).toEqual(['grace', 'ada']);
  });

  it('are told to come back while the key set does not answer', async () => {
    const down = await startApi(backend, {
      env: { AUTH_MODE: 'jwt', JWT_JWKS_URL: 'http://127.0.0.1:1/keys', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' },
    });
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    const unavailable = await down.app.inject({ url: '/api/projects', headers });
    expect(unavailable.json()).toMatchObject({ code: 'dependency_unavailable' });
    expect(unavailable.headers['retry-after']).toBeTruthy();
    await down.close();
  });
});
