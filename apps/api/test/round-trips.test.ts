import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import {
  cancelCodeGeneration,
  createArchitecture,
  createProject,
  createSchema,
  createSchemaVersion,
  generateCode,
  getArchitecture,
  getCodeGeneration,
  getDownloadUrl,
  getProject,
  getProjectStats,
  getSchema,
  listCodeGenerations,
  listCodeGenerationsOfProject,
  listProjectDeployments,
  listProjects,
  listSchemas,
  listSchemaVersions,
  listGeneratedFiles,
  readProjectBatch,
  readGeneratedFile,
  type HttpContract,
} from '@snapinfra/contracts';
import { startHttpInterceptor, useBackend } from '@snapinfra/testing';
import { afterAll, expect, it } from 'vitest';
import { complete, storedRecord } from './support/generations.ts';
import { architecture, bulkySchema, goodSchema } from './support/models.ts';
import { startApi, type CallOptions } from './support/start-api.ts';

const backend = await useBackend();

/**
 * Holds requests until no more come, lets them all go, and counts how often: what is asked for side by side is one round
 * trip, what waits for an answer is another.
 */
const quietMs = 60;
/** A timer fires late where the machine is busy, and before what has arrived in the meantime is looked at. */
const quietTurns = 50;
let waves = 0;
let arrived = 0;
const waiting: (() => void)[] = [];
const releaseWhenQuiet = async (last: number): Promise<void> => {
  await delay(quietMs);
  for (let turn = 0; turn < quietTurns && arrived === last; turn += 1) await nextTurn();
  if (arrived !== last) return;
  waves += 1;
  for (const release of waiting.splice(0)) release();
};
const hold = (): Promise<void> => {
  arrived += 1;
  void releaseWhenQuiet(arrived);
  return new Promise((resolve) => waiting.push(resolve));
};
const holding = (target: string) =>
  startHttpInterceptor(target, async (request, forward) => {
    await hold();
    return forward(request);
  });
const interceptors = { dynamodb: await holding(backend.endpoints.dynamodb), s3: await holding(backend.endpoints.s3) };
const endpoints = { dynamodb: interceptors.dynamodb.url, s3: interceptors.s3.url };
const api = await startApi(backend, { clients: backend.clients({ endpoints }) });
const direct = await startApi(backend);
afterAll(async () => {
  await Promise.all([api.close(), direct.close()]);
  await Promise.all(Object.values(interceptors).map((interceptor) => interceptor.stop()));
});

const project = (
  await direct.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema, architecture } })
).body.data;
const big = (await direct.expectStatus(201, createProject, { body: { name: 'Big', schema: bulkySchema(400, 100) } }))
  .body.data;
const asked = async () =>
  (await direct.expectStatus(202, generateCode, { body: { projectId: project.id, prompt: 'please' } })).body.data.id;
const [completed, running] = [await asked(), await asked()];
await direct.deps.background.drain();
await complete(direct, await storedRecord(direct, completed));

const params = {
  projectId: project.id,
  schemaId: project.schemaId ?? '',
  architectureId: project.architectureId ?? '',
  generationId: completed,
};
const keyed = { headers: { 'idempotency-key': 'key' } };
const budget: [number, string, HttpContract, CallOptions][] = [
  [1, 'a project with its documents', getProject, { params }],
  [2, 'a project whose schema is in S3', getProject, { params: { projectId: big.id } }],
  [1, 'a schema', getSchema, { params }],
  [1, 'a version', getSchema, { params, query: { version: 1 } }],
  [2, 'a schema in S3', getSchema, { params: { schemaId: big.schemaId ?? '' } }],
  [1, 'an architecture', getArchitecture, { params }],
  [1, 'a code generation', getCodeGeneration, { params }],
  [1, 'a download URL', getDownloadUrl, { params }],
  [1, 'the files', listGeneratedFiles, { params }],
  [2, 'one file', readGeneratedFile, { params: { ...params, '*': 'README.md' } }],
  [1, 'projects', listProjects, {}],
  [1, 'statistics', getProjectStats, {}],
  [1, 'schemas', listSchemas, {}],
  [1, 'versions', listSchemaVersions, { params }],
  [1, 'code generations', listCodeGenerations, {}],
  [1, 'code generations of a project', listCodeGenerationsOfProject, { params }],
  [1, 'deployments of a project', listProjectDeployments, { params }],
  [1, 'a batch', readProjectBatch, { body: { projectIds: [project.id] } }],
  [1, 'a new project', createProject, { body: { name: 'N', schema: goodSchema, architecture } }],
  [2, 'a new project with a key', createProject, { body: { name: 'N', schema: goodSchema }, ...keyed }],
  [2, 'a new schema', createSchema, { body: { projectId: project.id, ...goodSchema } }],
  [2, 'a new version', createSchemaVersion, { params, body: goodSchema }],
  [2, 'a new architecture', createArchitecture, { body: { projectId: project.id, ...architecture } }],
  [
    2,
    'a generation with a key',
    generateCode,
    { body: { projectId: project.id, prompt: 'please' }, headers: { 'idempotency-key': 'g' } },
  ],
  [2, 'a generation of an older version', generateCode, { body: { projectId: project.id, schemaVersion: 1 } }],
  [2, 'a cancellation', cancelCodeGeneration, { params: { generationId: running } }],
];

it.each(budget)('%i round trips before the answer: %s', async (trips, _what, contract, options) => {
  waves = 0;
  const { status, text } = await api.call(contract, options);
  const counted = waves;
  expect(status, text.slice(0, 300)).toBeLessThan(300);
  await api.deps.background.drain();
  expect(counted).toBe(trips);
});
