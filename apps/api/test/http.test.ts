import { once } from 'node:events';
import { connect } from 'node:net';
import {
  cancelCodeGeneration,
  createArchitecture,
  createProject,
  getHealth,
  getProject,
  getReadiness,
  listCodeGenerations,
  listProjects,
  listSchemas,
  Problem,
  problemCodes,
} from '@snapinfra/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { freePort, useBackend } from '@snapinfra/testing';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, describe, expect, it } from 'vitest';
import { bodyLimitBytes } from '../src/build-app.ts';
import { goodSchema } from './support/models.ts';
import { allOperations, expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
const api = await startApi(backend);
afterAll(() => api.close());

const post = (payload: string | Buffer, headers: Record<string, string>) =>
  api.app.inject({ method: 'POST', url: '/api/projects', payload, headers: { 'x-dev-user-id': 'ada', ...headers } });

describe('bodies', () => {
  it.each([
    ['{"name": "x"', 'application/json', 400, 'malformed_json'],
    ['{"name": "x"} trailing', 'application/json', 400, 'malformed_json'],
    ['{"name": "\\ud800"}', 'application/json', 400, 'malformed_json'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'application/json', 400, 'malformed_json'],
    ['['.repeat(100_000), 'application/json', 400, 'malformed_json'],
    ['', 'application/json', 400, 'validation_failed'],
    ['"text"', 'application/json', 400, 'validation_failed'],
    ['null', 'application/json', 400, 'validation_failed'],
    ['{"name": "x"}', 'text/plain', 415, 'unsupported_media_type'],
    ['name=x', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['{"name": "x"}', 'application/json; charset=latin1', 415, 'unsupported_media_type'],
    ['{"name": "x"}', 'application', 415, 'unsupported_media_type'],
    ['{"name": "x"}', 'application/jsonp', 415, 'unsupported_media_type'],
    [JSON.stringify({ name: 'x'.repeat(11 * 1024 * 1024) }), 'application/json', 413, 'payload_too_large'],
  ])('that can not be read are refused: %#', async (payload, contentType, status, code) => {
    const response = await post(payload, { 'content-type': contentType });
    expect(response.json()).toMatchObject({ status, code, success: false });
    expect(response.statusCode).toBe(status);
    expect(Value.Check(Problem, response.json())).toBe(true);
  });

  it('that are too large are refused in words, not by a reset, to who sends all before it listens', async () => {
    const app = await startApi(backend);
    const port = await freePort();
    await app.app.listen({ port, host: '127.0.0.1' });
    const socket = connect(port, '127.0.0.1');
    const megabytes = bodyLimitBytes / 1_048_576 + 1;
    const head = ['POST /api/projects HTTP/1.1', 'host: x', 'x-dev-user-id: ada', 'content-type: application/json'];
    socket.write(`${head.join('\r\n')}\r\ncontent-length: ${megabytes * 1_048_576}\r\n\r\n`);
    for (let count = 0; count < megabytes; count += 1) {
      await new Promise<void>((resolve, reject) => {
        socket.write(Buffer.alloc(1_048_576, 'x'), (error) => (error ? reject(error) : resolve()));
      });
    }
    const [answer] = await once(socket.setEncoding('utf8'), 'data');
    socket.destroy();
    await app.close();
    expect(answer).toContain('HTTP/1.1 413');
  });

  it.each(['gzip', 'br', 'identity, deflate'])('that are compressed are refused: %s', async (coding) => {
    const response = await post('{"name":"x"}', { 'content-type': 'application/json', 'content-encoding': coding });
    expect(response.json()).toMatchObject({ code: 'unsupported_media_type' });
    expect(response.headers['accept-encoding']).toBe('identity');
  });

  it('of another method than the path has are not looked at', async () => {
    const headers = { 'x-dev-user-id': 'ada', 'content-type': 'text/plain', 'content-encoding': 'gzip' };
    for (const method of ['PUT', 'QUERY']) {
      const response = await api.app.inject({ method: method as 'PUT', url: '/api/projects', payload: 'x', headers });
      expect(response.json()).toMatchObject({ code: 'method_not_allowed' });
      expect(response.headers.allow).toBe('POST, GET, HEAD');
    }
  });

  it('without a content type are refused', async () => {
    const response = await post(Buffer.from('{"name":"x"}'), { 'content-type': '' });
    expect(response.json()).toMatchObject({ code: 'unsupported_media_type' });
  });

  it.each([
    'application/json',
    ' Application/JSON ; charset="UTF-8" ',
    'application/json;charset=utf8;x=y',
    'application/json ;',
  ])('of JSON are taken with odd whitespace and parameters: %j', async (contentType) => {
    const response = await post('{"name":"x"}', { 'content-type': contentType });
    expect(response.statusCode, response.body).toBe(201);
  });

  it('name every member that is unknown, missing or wrong', async () => {
    const body = { description: 5, colour: 'red', schema: { tables: [] } };
    const { errors, detail } = await expectProblem(api, 'validation_failed', createProject, { body });
    const paths = errors?.map(({ path }) => path) ?? [];
    expect(paths).toEqual(expect.arrayContaining(['/name', '/colour', '/description', '/schema/name']));
    expect(detail).toContain('more');
  });

  it.each([' ', '\n', 'a\nb', 'a\u0000', '\u007f'])('are told in words why a name is none: %j', async (name) => {
    const { errors } = await expectProblem(api, 'validation_failed', createProject, { body: { name } });
    expect(errors).toMatchObject([{ path: '/name', message: expect.stringContaining('must not be blank') }]);
  });

  it('name a hundred unknown members, and say how many more there are', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`${index}-colour`, 'red']));
    const body = { name: 5, ...unknown };
    const { errors, moreErrors, detail } = await expectProblem(api, 'validation_failed', createProject, { body });
    expect([errors?.length, moreErrors]).toEqual([100, 199_901]);
    expect(detail).toContain('200000 more');
    const nodes = Array.from({ length: 200_000 }, () => ({ a: 1, b: 2 }));
    const drawn = await expectProblem(api, 'validation_failed', createArchitecture, {
      body: { name: 'x', projectId: 'none', nodes, edges: [] },
    });
    expect(drawn.errors).toHaveLength(100);
    expect(drawn.errors?.slice(0, 3)).toMatchObject([
      { path: '/nodes/0/a' },
      { path: '/nodes/0/b' },
      { path: '/nodes/1/a' },
    ]);
    expect(drawn.moreErrors).toBeGreaterThan(399_900);
    const table = { name: 't', fields: [], ...Object.fromEntries([['x'.repeat(5_000_000), 1]]) };
    const schema = await expectProblem(api, 'validation_failed', createProject, {
      body: { name: 'x', schema: { name: 's', tables: [table] } },
    });
    expect(schema.errors?.[0]).toMatchObject({ code: 'unknown_member' });
    expect(JSON.stringify(schema).length).toBeLessThan(10_000);
  });

  it('that are empty suit a POST without one', async () => {
    const headers = { 'content-type': 'application/json' };
    const params = { generationId: 'none' };
    await expectProblem(api, 'code_generation_not_found', cancelCodeGeneration, { params, headers });
  });
});

describe('refusals', () => {
  it.each([
    ['no endpoint', 404, { url: '/api/nothing' }],
    ['another method', 405, { method: 'DELETE', url: '/api/projects' }],
    ['a path that can’t be decoded', 400, { url: '/api/projects/%E0%A4%A' }],
    ['a part of the path that is too long', 414, { url: `/api/projects/${'x'.repeat(2000)}` }],
    ['no caller', 401, { url: '/api/projects', headers: {} }],
    ['somebody else’s', 404, { url: '/api/projects/x' }],
    ['a query that means nothing', 400, { url: '/api/projects?page=2' }],
    ['no JSON', 400, { method: 'POST', url: '/api/projects', payload: '{', json: true }],
    ['a body that is not valid', 400, { method: 'POST', url: '/api/projects', payload: '{}', json: true }],
    ['no JSON by its type', 415, { method: 'POST', url: '/api/projects', payload: 'x' }],
    ['a body that is too large', 413, { method: 'POST', url: '/api/projects', payload: 'x'.repeat(11e6), json: true }],
  ] as const)('say their words to clients that read application/json only: %s', async (_what, status, request) => {
    const { url, method, payload, json, headers } = { method: 'GET', payload: '', json: false, ...request } as {
      url: string;
      method: 'GET' | 'POST' | 'DELETE';
      payload: string;
      json: boolean;
      headers?: Record<string, string>;
    };
    const known: Record<string, string> = headers ?? { 'x-dev-user-id': 'ada', origin: 'http://app.example' };
    const types = { '*/*': /^application\/json/, 'application/problem+json': /^application\/problem\+json/ };
    for (const [accept, type] of Object.entries(types)) {
      const response = await api.app.inject({
        ...{ url, method, payload },
        headers: { accept, ...known, ...(json && { 'content-type': 'application/json' }) },
      });
      expect(response.statusCode, response.body).toBe(status);
      expect(response.headers['content-type']).toMatch(type);
      expect(response.headers.vary).toContain('Accept');
      expect(headers ?? response.headers).toMatchObject(headers ?? { 'access-control-allow-origin': known.origin });
      expect(response.json()).toMatchObject({ success: false, message: expect.any(String), error: expect.any(String) });
    }
  });

  it.each([
    ['GET', '/api/nothing', 404, 'route_not_found'],
    ['PATCH', '/api/projects/x', 405, 'method_not_allowed'],
    ['QUERY', '/api/projects', 405, 'method_not_allowed'],
    ['PROPFIND', '/api/projects', 405, 'method_not_allowed'],
    ['TRACE', '/api/projects', 405, 'method_not_allowed'],
    ['POST', '/openapi.json', 405, 'method_not_allowed'],
    ['DELETE', '/api/projects', 405, 'method_not_allowed'],
    ['GET', '/api/projects/%E0%A4%A', 400, 'bad_request'],
    ['GET', `/api/projects/${'x'.repeat(2000)}`, 414, 'uri_too_long'],
    ['GET', '/api/projects/a%20b%2Fc', 404, 'project_not_found'],
  ] as const)('answer %s %s', async (method, url, status, code) => {
    const response = await api.app.inject({ method: method as 'GET', url, headers: { 'x-dev-user-id': 'ada' } });
    expect(response.json()).toMatchObject({ status, code });
    expect(Value.Check(Problem, response.json())).toBe(true);
    expect(response.headers.allow === undefined).toBe(code !== 'method_not_allowed');
  });

  it('are explained where their type leads', async () => {
    for (const code of problemCodes) {
      const response = await api.app.inject({ url: `/problems/${code}` });
      expect(response.json()).toMatchObject({ code });
    }
  });

  it('are given for bytes that are no HTTP request, too', async () => {
    const app = await startApi(backend);
    const port = await freePort();
    await app.app.listen({ port, host: '127.0.0.1' });
    const socket = connect(port, '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    const text = (await socket.setEncoding('utf8').toArray()).join('');
    await app.close();
    expect(text).toContain('HTTP/1.1 400');
    expect(text).toContain('content-type: application/json');
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'bad_request' });
  });
});

describe('queries', () => {
  it.each([
    ...['', '0', '-1', '501', '1e1', '1e3', '1.5', '0x10', '+5', '%205', 'abc', 'true', '٣'].map((n) => `limit=${n}`),
    ...['limit=5&limit=6', 'limit[]=5', 'cursor=', `cursor=${'x'.repeat(2049)}`, 'cursor=a&cursor=b'],
    ...['page=2', '__proto__=1', `search=${'x'.repeat(201)}`, 'search=a&search=b', 'LIMIT=5'],
  ])('that mean nothing are refused: %s', async (query) => {
    const response = await api.app.inject({ url: `/api/projects?${query}`, headers: { 'x-dev-user-id': 'ada' } });
    const problem = response.json<Static<typeof Problem>>();
    expect([response.statusCode, problem.code]).toEqual([400, 'validation_failed']);
    expect(problem.errors?.[0]?.path).toContain(`query/${/^\w+/.exec(query)?.[0]}`);
    expect(problem.detail.length).toBeLessThan(300);
  });

  it.each(['version=1.5', 'version=0', 'version=1e0', 'version=-1', 'version=', 'version=1&version=1', 'view=raw'])(
    'of a schema that mean nothing are refused, too: %s',
    async (query) => {
      const { body } = await api.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema } });
      const url = `/api/schemas/${body.data.schemaId}?${query}`;
      const response = await api.app.inject({ url, headers: { 'x-dev-user-id': 'ada' } });
      expect(response.json()).toMatchObject({ status: 400, code: 'validation_failed' });
    },
  );

  it.each(['', '/download-url', '/files', '/events'])(
    'that mean nothing are refused where none is taken, but for the project: …%s',
    async (path) => {
      const ask = (query: string) =>
        api.app.inject({ url: `/api/code-gen/none${path}?${query}`, headers: { 'x-dev-user-id': 'ada' } });
      expect((await ask('expiresIn=5')).json()).toMatchObject({ errors: [{ path: 'query/expiresIn' }] });
      expect((await ask('projectId=p')).json()).toMatchObject({ code: 'code_generation_not_found' });
      expect((await api.app.inject({ url: '/api/health?from=balancer' })).statusCode).toBe(200);
    },
  );

  it('with a cursor of another list are refused', async () => {
    const user = 'two lists';
    for (const name of ['a', 'b'])
      await api.expectStatus(201, createProject, { body: { name, schema: goodSchema }, user });
    const { body } = await api.expectStatus(200, listProjects, { user, query: { limit: 1 } });
    const cursor = body.pagination.nextCursor ?? '';
    await expectProblem(api, 'cursor_invalid', listSchemas, { user, query: { limit: 1, cursor } });
    await expectProblem(api, 'cursor_invalid', listCodeGenerations, { user, query: { cursor } });
  });
});

describe('browsers', () => {
  const preflight = (origin: string) =>
    api.app.inject({
      method: 'OPTIONS',
      url: '/api/projects',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });

  it('may call from the origins that are configured', async () => {
    const allowed = await preflight('http://app.example');
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers).toMatchObject({ 'access-control-allow-origin': 'http://app.example' });
    const other = await preflight('http://evil.example');
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('read refusals too, and are told to be careful', async () => {
    const response = await api.app.inject({ url: '/api/projects', headers: { origin: 'http://app.example' } });
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'http://app.example',
      'x-content-type-options': 'nosniff',
    });
    expect(String(response.headers['access-control-expose-headers'])).toContain('etag');
  });
});

describe('documents', () => {
  it.each(['jwt', 'dev'])('are valid OpenAPI 3.1 and name exact statuses, with AUTH_MODE=%s', async (authMode) => {
    const env = { AUTH_MODE: authMode, JWT_JWKS_URL: 'http://127.0.0.1:9/', JWT_ISSUER: 'x', JWT_AUDIENCE: 'x' };
    const other = await startApi(backend, { env });
    const document = (await other.app.inject({ url: '/openapi.json' })).json<{
      paths: Record<string, Record<string, { responses: object }>>;
    }>();
    await other.close();
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(valid, JSON.stringify(errors)).toBe(true);
    const statuses = Object.values(document.paths)
      .flatMap(Object.values)
      .flatMap(({ responses }: { responses: object }) => Object.keys(responses));
    expect(statuses.filter((status) => !/^[2-5]\d\d$/.test(status))).toEqual([]);
  });

  it('describe every operation in OpenAPI 3.1', async () => {
    const response = await api.app.inject({ url: '/openapi.json' });
    const document = response.json<{
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
    }>();
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(operations.sort()).toEqual([...allOperations].sort());
  });

  it('have a reference page that loads nothing from elsewhere', async () => {
    const page = await api.app.inject({ url: '/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('/openapi.json');
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source);
    expect(sources.filter((source) => /^(?:https?:)?\/\//.test(source))).toEqual([]);
    const script = await api.app.inject({
      url: new URL(sources.find((source) => source.endsWith('.js')) ?? '', 'http://x/docs/').pathname,
    });
    expect(script.body.length).toBeGreaterThan(100_000);
    expect(String(page.headers['content-security-policy'])).toContain("connect-src 'self'");
    expect((await api.app.inject({ url: '/docs' })).statusCode).toBe(301);
    expect((await api.app.inject({ url: '/docs/?theme=x' })).statusCode).toBe(200);
    const root = await api.app.inject({ url: '/' });
    expect([root.statusCode, root.headers.location]).toEqual([302, '/docs/']);
  });
});

describe('what is read again', () => {
  it('has an ETag everywhere, the same for the same content', async () => {
    const user = 'reader';
    await api.expectStatus(201, createProject, { body: { name: 'x' }, user });
    const first = await api.expectStatus(200, listProjects, { user });
    const headers = { 'if-none-match': String(first.headers.etag) };
    expect((await api.call(listProjects, { user, headers })).status).toBe(304);
    await api.expectStatus(201, createProject, { body: { name: 'y' }, user });
    await api.expectStatus(200, listProjects, { user, headers });
  });
});

describe('health', () => {
  it('tells of every dependency with its latency', async () => {
    for (const contract of [getHealth, getReadiness]) {
      const { body } = await api.expectStatus(200, contract);
      expect(body).toMatchObject({ status: 'healthy', environment: 'test' });
      expect(Object.keys(body.services).sort()).toEqual(['dynamodb', 's3', 'sns', 'sqs']);
      expect(Object.values(body.services).every(({ latency }) => typeof latency === 'number')).toBe(true);
      expect(new Set(Object.values(body.services).map(({ status }) => status))).toEqual(new Set(['healthy']));
    }
  });

  it('is answered to HEAD as well', async () => {
    expect((await api.app.inject({ method: 'HEAD', url: '/api/health' })).statusCode).toBe(200);
  });
});

it('a new version is never taken for what a client has', async () => {
  const { body } = await api.expectStatus(201, createProject, { body: { name: 'x' } });
  const headers = { 'if-none-match': 'W/"1", "2"' };
  expect((await api.call(getProject, { params: { projectId: body.data.id }, headers })).status).toBe(304);
  const stale = { 'if-none-match': '"9"' };
  expect((await api.call(getProject, { params: { projectId: body.data.id }, headers: stale })).status).toBe(200);
});
