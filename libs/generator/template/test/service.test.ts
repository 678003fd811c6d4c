import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startApi, tokenFor } from './support/api.ts';
import { anonymous, canEver, insider } from './support/callers.ts';
import type { Json } from './support/model.ts';
import { model } from './support/project.ts';
import { expectStatus } from './support/scenario.ts';

/** A table whose list a caller may read, if there is one. */
const readable = model.tables.find((table) => canEver(table, 'read', insider(table)));
const caller = readable ? insider(readable) : anonymous;
const route = (readable ?? model.tables[0])?.route ?? '/api';

describe('the service', () => {
  test('is healthy and ready', async () => {
    const api = await startApi();
    expectStatus(await api.send('GET', '/health', { caller: anonymous }), 200);
    expectStatus(await api.send('GET', '/health/ready', { caller: anonymous }), 200);
  });

  test('documents every route in its OpenAPI document, and serves a reference page', async () => {
    const api = await startApi();
    const document = await api.send('GET', '/openapi.json', { caller: anonymous });
    expectStatus(document, 200);
    const { openapi, paths } = document.body as { openapi: string; paths: Record<string, Json> };
    assert.match(openapi, /^3\.1/);
    for (const table of model.tables) {
      assert.ok(paths[table.route], table.route);
      const item = Object.keys(paths).filter((path) => path.startsWith(`${table.route}/{`));
      assert.equal(item.length, table.itemKey ? 1 : 0, `item paths of ${table.name}`);
    }
    expectStatus(await api.send('GET', '/docs/', { caller: anonymous }), 200);
  });

  test('responds to unknown paths and malformed requests with problems', async () => {
    const api = await startApi();
    const unknown = await api.send('GET', '/api/there/is/no/such/path', { caller });
    expectStatus(unknown, 404);
    assert.match(String(unknown.headers['content-type']), /^application\/problem\+json/);
    if (!readable) return;
    expectStatus(await api.send('GET', `${route}?limit=0`, { caller }), 400);
    expectStatus(await api.send('GET', `${route}?limit=201`, { caller }), 400);
    expectStatus(await api.send('GET', `${route}?cursor=nonsense`, { caller }), 400);
    expectStatus(await api.send('GET', `${route}?sort=no-such-field`, { caller }), 400);
    expectStatus(await api.send('GET', `${route}?filter%5Bno-such-field%5D=1`, { caller }), 400);
    expectStatus(await api.send('GET', `${route}?include=no-such-relation`, { caller }), 400);
  });

  test('lists the allowed methods of a path for any other method, regardless of the body', async () => {
    const api = await startApi();
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND', 'TRACE']) {
      const answer = await api.send(method, route, { caller });
      expectStatus(answer, 405);
      assert.equal(answer.headers['allow'], 'GET, HEAD, POST');
    }
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
    for (const method of ['PUT', 'QUERY'])
      expectStatus(await api.send(method, route, { caller, body: 'no JSON', headers }), 405);
    for (const path of ['/health', '/health/ready', '/openapi.json'])
      expectStatus(await api.send('POST', path, { caller, body: {} }), 405);
  });

  test('rejects compressed bodies and other charsets, and accepts UTF-8 in any spelling', async () => {
    const api = await startApi();
    const creatable = model.tables.find((table) => canEver(table, 'create', insider(table)));
    if (!creatable) return;
    const send = (headers: Readonly<Record<string, string>>) =>
      api.send('POST', creatable.route, { caller: insider(creatable), body: { 'no such field': 1 }, headers });
    const unreadable = ['gzip', 'br', 'identity, deflate', 'x'].map((coding) => ({ 'content-encoding': coding }));
    for (const headers of unreadable) {
      const answer = await send(headers);
      expectStatus(answer, 415);
      assert.equal(answer.headers['accept-encoding'], 'identity');
    }
    const types = [
      'application/json; charset=latin1',
      'application/json;charset="utf-16"',
      'application/xml; charset=utf-8',
    ];
    for (const type of [...types, 'text/plain', 'application/merge-patch+json', 'json', 'application/json2']) {
      const answer = await send({ 'content-type': type });
      expectStatus(answer, 415);
      assert.equal(answer.headers['accept'], 'application/json');
    }
    for (const type of ['application/json;charset=UTF-8', 'Application/JSON; x=1; charset="utf-8"', 'application/json'])
      expectStatus(await send({ 'content-type': type, 'content-encoding': 'Identity' }), 422);
  });

  test('accepts valid tokens only', async () => {
    const api = await startApi();
    const send = (token: string) =>
      api.send('GET', route, { caller: anonymous, headers: { authorization: `Bearer ${token}` } });
    const valid = await tokenFor(caller);
    const [header = '', payload = '', signature = ''] = valid.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expectStatus(await send('nonsense'), 401);
    expectStatus(await send(unsigned), 401);
    expectStatus(await send(`${header}.${payload}.${signature.split('').reverse().join('')}`), 401);
    expectStatus(await send(await tokenFor(caller, { expiresInSeconds: -60 })), 401);
    expectStatus(await send(await tokenFor(caller, { secret: 'another secret that is long enough to be one' })), 401);
  });
});
