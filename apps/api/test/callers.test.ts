import { createServer } from 'node:http';
import { getHealth, httpContracts, listProjects } from '@snapinfra/contracts';
import { freePort, useBackend } from '@snapinfra/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

/** Counts of a minute that is over may be gone at any time. */
const nextMinuteMs = () => (Math.floor(Date.now() / 60_000) + 1) * 60_000;

describe('callers', () => {
  it('are needed everywhere but for health and documents', async () => {
    for (const { method, url, schema } of Object.values(httpContracts)) {
      const response = await api.app.inject({ method, url: url.replaceAll(/:\w+|\*/g, 'x') });
      expect(response.statusCode, `${method} ${url}`).toBe(schema.security?.length === 0 ? 200 : 401);
    }
  });

  it.each(['', '..', 'a\u0000b', 'x'.repeat(257)])('have a usable id: %j', async (user) => {
    const { status } = await api.call(listProjects, { user });
    expect(status).toBe(401);
  });

  it('are their tokens’ subjects, and nobody else with AUTH_MODE=jwt', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const stranger = await generateKeyPair('ES256');
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] });
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'application/json').end(keys),
    );
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const jwt = await startApi(backend, {
      env: {
        AUTH_MODE: 'jwt',
        JWT_JWKS_URL: `http://127.0.0.1:${port}/keys`,
        JWT_ISSUER: 'https://issuer.example',
        JWT_AUDIENCE: 'snapinfra',
      },
    });
    const token = (
      changes: { key?: typeof privateKey; issuer?: string; audience?: string; expires?: number; subject?: string } = {},
    ) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: 'k' })
        .setSubject(changes.subject ?? 'ada')
        .setIssuer(changes.issuer ?? 'https://issuer.example')
        .setAudience(changes.audience ?? 'snapinfra')
        .setExpirationTime(changes.expires ?? Math.floor(Date.now() / 1000) + 600)
        .sign(changes.key ?? privateKey);
    const list = async (headers: Record<string, string>) => {
      const response = await jwt.app.inject({ url: '/api/projects', headers });
      return response.json<{ success: boolean; code?: string }>();
    };
    const bearer = async (changes?: Parameters<typeof token>[0]) =>
      list({ authorization: `Bearer ${await token(changes)}` });
    expect(await bearer()).toMatchObject({ success: true });
    expect(await bearer({ key: stranger.privateKey })).toMatchObject({ code: 'token_invalid' });
    expect(await bearer({ issuer: 'https://other.example' })).toMatchObject({ code: 'token_invalid' });
    expect(await bearer({ audience: 'other' })).toMatchObject({ code: 'token_invalid' });
    expect(await bearer({ expires: 1000 })).toMatchObject({ code: 'token_invalid' });
    expect(await bearer({ subject: '' })).toMatchObject({ code: 'token_invalid' });
    expect(await list({ authorization: 'Bearer nonsense' })).toMatchObject({ code: 'token_invalid' });
    expect(await list({ authorization: 'Basic YTpi' })).toMatchObject({ code: 'authentication_required' });
    expect(await list({})).toMatchObject({ code: 'authentication_required' });
    expect(await list({ 'x-dev-user-id': 'ada' })).toMatchObject({ code: 'dev_user_refused' });
    await jwt.close();
    const down = await startApi(backend, {
      env: { AUTH_MODE: 'jwt', JWT_JWKS_URL: 'http://127.0.0.1:1/keys', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' },
    });
    const unavailable = await down.app.inject({
      url: '/api/projects',
      headers: { authorization: `Bearer ${await token()}` },
    });
    expect(unavailable.json()).toMatchObject({ code: 'dependency_unavailable' });
    expect(unavailable.headers['retry-after']).toBeTruthy();
    await down.close();
    server.close();
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
