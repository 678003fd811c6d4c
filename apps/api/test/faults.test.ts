import { once } from 'node:events';
import { connect } from 'node:net';
import {
  createProject,
  deleteProject,
  generateCode,
  getCodeGeneration,
  getHealth,
  getProject,
  getReadiness,
  getSchema,
  listGeneratedFiles,
  listProjects,
  pathOf,
  readGeneratedFile,
  streamCodeGeneration,
} from '@snapinfra/contracts';
import { freePort, startApp, startFaultProxy, useBackend, waitFor } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { complete, storedRecord } from './support/generations.ts';
import { bulkySchema, goodSchema } from './support/models.ts';
import { startApi, testEnv } from './support/start-api.ts';

const backend = await useBackend();
const proxies = {
  dynamodb: await startFaultProxy(backend.endpoints.dynamodb),
  s3: await startFaultProxy(backend.endpoints.s3),
  sqs: await startFaultProxy(backend.endpoints.sqs),
  sns: await startFaultProxy(backend.endpoints.sns),
};
const endpoints = Object.fromEntries(Object.entries(proxies).map(([name, { url }]) => [name, url]));
const api = await startApi(backend, { clients: backend.clients({ endpoints }) });
afterAll(async () => {
  await api.close();
  await Promise.all(Object.values(proxies).map((proxy) => proxy.stop()));
});

const expectUnavailable = async (...call: Parameters<typeof api.call>) => {
  const { status, body, headers } = await api.call(...call);
  expect(body).toMatchObject({ code: 'dependency_unavailable', status: 503, success: false });
  expect([status, Number(headers['retry-after']) > 0]).toEqual([503, true]);
};

describe('a dependency that is down during a request', () => {
  it('DynamoDB: 503 with Retry-After, and all is well afterwards', async () => {
    await proxies.dynamodb.set('refuse');
    await expectUnavailable(listProjects);
    await expectUnavailable(createProject, { body: { name: 'x' } });
    await proxies.dynamodb.set('up');
    await api.expectStatus(200, listProjects);
  });

  it('S3: what needs it is refused, nothing half-done stays, the rest works', async () => {
    const user = 's3';
    const project = await api.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema }, user });
    const projectId = project.body.data.id;
    const { body } = await api.expectStatus(202, generateCode, { body: { projectId }, user });
    const params = { generationId: body.data.id };
    await api.deps.background.drain();
    await complete(api, await storedRecord(api, params.generationId));
    await proxies.s3.set('refuse');
    await expectUnavailable(createProject, { body: { name: 'Big', schema: bulkySchema(400, 100) }, user });
    await expectUnavailable(readGeneratedFile, { params: { ...params, '*': 'README.md' }, user });
    await api.expectStatus(200, getProject, { params: { projectId }, user });
    await api.expectStatus(200, getCodeGeneration, { params, user });
    await api.expectStatus(200, listGeneratedFiles, { params, user });
    expect((await api.expectStatus(200, listProjects, { user })).body.data).toHaveLength(1);
    await api.expectStatus(200, deleteProject, { params: { projectId }, user });
    expect(await api.call(getCodeGeneration, { params, user })).toMatchObject({ status: 404 });
    const { schemaId } = project.body.data;
    expect(await api.call(getSchema, { params: { schemaId: schemaId ?? '' }, user })).toMatchObject({ status: 404 });
    await proxies.s3.set('up');
  });

  it('SQS: the job is accepted all the same', async () => {
    await proxies.sqs.set('refuse');
    const project = await api.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema } });
    const { body } = await api.expectStatus(202, generateCode, { body: { projectId: project.body.data.id } });
    await api.deps.background.drain();
    expect(await storedRecord(api, body.data.id)).toMatchObject({ status: 'pending', version: 1 });
    await proxies.sqs.set('up');
  });

  it('is named by the readiness check', async () => {
    await proxies.sqs.set('refuse');
    const { status, body } = await api.call(getReadiness);
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'unhealthy',
      services: { sqs: { status: 'unhealthy', latency: null }, s3: { status: 'healthy' } },
    });
    await proxies.sqs.set('up');
    await api.expectStatus(200, getReadiness);
  });
});

it('sheds requests while there is too much to do, but for health checks', async () => {
  const busy = await startApi(backend, { env: { MAX_EVENT_LOOP_DELAY_MS: '1' } });
  const shed = await waitFor(
    async () => {
      const untilMs = performance.now() + 100;
      while (performance.now() < untilMs);
      const called = await busy.call(listProjects);
      return called.status === 503 ? called : undefined;
    },
    { what: 'a request that is shed' },
  );
  expect(shed.body).toMatchObject({ code: 'overloaded' });
  expect(Number(shed.headers['retry-after'])).toBeGreaterThan(0);
  await busy.expectStatus(200, getHealth);
  await busy.close();
});

describe('the process', () => {
  const start = async (env: Readonly<Record<string, string>> = {}) => {
    const port = await freePort();
    const all = { ...backend.env, ...testEnv, PORT: String(port), LOG_LEVEL: 'info', ...env };
    const app = await startApp({ entry: 'apps/api/src/main.ts', env: all });
    return { app, url: `http://127.0.0.1:${port}` };
  };
  const answers = (url: string) =>
    fetch(url).then(
      ({ status }) => status,
      () => 0,
    );

  it('starts while its dependencies are down, says so without a stack trace, and is ready when they are up', async () => {
    await proxies.dynamodb.set('refuse');
    const { app, url } = await start({ AWS_ENDPOINT_URL_DYNAMODB: proxies.dynamodb.url });
    await waitFor(async () => app.output().includes('waiting for dynamodb'), { what: 'the message' });
    expect(await answers(`${url}/api/health`)).toBe(200);
    expect(await answers(`${url}/api/health/ready`)).toBe(503);
    await proxies.dynamodb.set('up');
    await waitFor(async () => (await answers(`${url}/api/health/ready`)) === 200, { what: 'readiness' });
    await waitFor(async () => app.output().includes('"ready"'), { what: 'the log line' });
    expect(app.output()).not.toMatch(/\n\s+at /);
    expect(await app.stop()).toEqual({ code: 0, signal: null });
  });

  it('finishes what it is doing when it is told to stop', async () => {
    const { app, url } = await start();
    await waitFor(async () => (await answers(`${url}/api/health`)) === 200, { what: 'the start' });
    const headers = { 'content-type': 'application/json', 'x-dev-user-id': 'ada' };
    const body = JSON.stringify({ name: 'In time', schema: bulkySchema(200, 40) });
    const asked = fetch(`${url}/api/projects`, { method: 'POST', headers, body });
    await waitFor(async () => (await answers(`${url}/api/health`)) === 200, { what: 'the request to be under way' });
    app.signal('SIGTERM');
    expect((await asked).status).toBe(201);
    expect(await app.exited, app.output()).toEqual({ code: 0, signal: null });
  });

  it('is held up by no connection when it is told to stop, whether it never carried a request or is kept for the next', async () => {
    const { app, url } = await start();
    await waitFor(async () => (await answers(`${url}/api/health`)) === 200, { what: 'the start' });
    const { hostname, port } = new URL(url);
    const silent = connect(Number(port), hostname);
    const half = connect(Number(port), hostname);
    const kept = connect(Number(port), hostname);
    for (const socket of [silent, half, kept]) socket.on('error', () => undefined);
    await Promise.all([silent, half, kept].map((socket) => once(socket, 'connect')));
    half.write('GET /api/health HTTP/1.1\r\nhost: x\r\n');
    kept.write('GET /api/health HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(kept, 'data');
    const closed = Promise.all([silent, half, kept].map((socket) => once(socket.resume(), 'close')));
    app.signal('SIGTERM');
    await closed;
    expect(await app.exited, app.output()).toEqual({ code: 0, signal: null });
    expect(app.output()).toContain('"msg":"stopped"');
  });

  it('ends the streams of those who follow when it is told to stop', async () => {
    const project = await api.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema } });
    const asked = await api.expectStatus(202, generateCode, { body: { projectId: project.body.data.id } });
    const { app, url } = await start();
    await waitFor(async () => (await answers(`${url}/api/health`)) === 200, { what: 'the start' });
    const path = pathOf(streamCodeGeneration, { generationId: asked.body.data.id });
    const stream = await fetch(`${url}${path}`, { headers: { 'x-dev-user-id': 'ada' } });
    const text = stream.text();
    app.signal('SIGTERM');
    expect(await text).toContain('event: code-generation');
    expect(await app.exited, app.output()).toEqual({ code: 0, signal: null });
  });

  it.each([
    [{ S3_BUCKET_NAME: '', PORT: 'many' }, ['S3_BUCKET_NAME is missing', 'PORT must be integer']],
    [{ AUTH_MODE: 'jwt' }, ['JWT_JWKS_URL is needed', 'JWT_ISSUER is needed']],
    [{ NODE_ENV: 'production' }, ['AUTH_MODE=dev is refused']],
  ])('says all that is wrong with its environment: %j', async (env, messages) => {
    const { app } = await start(env);
    await app.exited;
    for (const message of messages) expect(app.output()).toContain(message);
    expect(app.output()).not.toMatch(/\n\s+at /);
  });

  it('names the port that is taken', async () => {
    const port = String(await freePort());
    const first = await start({ PORT: port });
    await waitFor(async () => (await answers(`http://127.0.0.1:${port}/api/health`)) === 200, { what: 'the first' });
    const other = await start({ PORT: port });
    await other.app.exited;
    expect(other.app.output()).toContain(`Port ${port} is taken: set PORT`);
    expect(await first.app.stop()).toEqual({ code: 0, signal: null });
  });
});
