import { getProject, listProjects } from '@snapinfra/contracts';
import { traceIdOf } from '@snapinfra/platform';
import { recordTelemetry, useBackend, waitFor } from '@snapinfra/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type Api } from './support/start-api.ts';

const backend = await useBackend();
const { telemetry, metrics, spans } = recordTelemetry();
let api: Api;
beforeAll(async () => {
  api = await startApi(backend, { telemetry });
});
afterAll(() => api.close());

const sent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

it('measures each request by its route, never by an id', async () => {
  await api.expectStatus(200, listProjects);
  await api.expectStatus(404, getProject, { params: { projectId: 'secret-id' } });
  await api.app.inject({ url: '/no/such/route' });
  await waitFor(() => metrics.length === 3);
  expect(metrics.map(({ name, dimensions }) => [name, ...Object.values(dimensions)])).toEqual([
    ['http.server.request.duration', 'GET', '/api/projects', '200'],
    ['http.server.request.duration', 'GET', '/api/projects/:projectId', '404'],
    ['http.server.request.duration', 'GET', 'none', '404'],
  ]);
  expect(metrics.every(({ value }) => value > 0)).toBe(true);
});

it('starts a span for each request in the trace of its caller, and ends it once with what came of it', async () => {
  spans.length = 0;
  await api.expectStatus(200, listProjects, { headers: { traceparent: sent } });
  await waitFor(() => spans[0]?.attributes !== undefined);
  expect(spans).toMatchObject([
    { name: 'http.server.request', parent: sent, attributes: { 'http.route': '/api/projects' } },
  ]);
  expect(traceIdOf(spans[0]?.traceparent ?? '')).toBe(traceIdOf(sent));
});
