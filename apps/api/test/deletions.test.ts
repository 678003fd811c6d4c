import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import {
  createArchitecture,
  createProject,
  createSchema,
  deleteArchitecture,
  deleteCodeGeneration,
  deleteProject,
  deleteSchema,
  generateCode,
  getArchitecture,
  getCodeGeneration,
  getProject,
  getSchema,
  type HttpContract,
} from '@snapinfra/contracts';
import { startHttpInterceptor, useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { architecture, goodSchema } from './support/models.ts';
import { expectProblem, startApi } from './support/start-api.ts';

const backend = await useBackend();
let nowMs = Date.now();
let lost = 0;
/** The first answer to each mark is lost: the SDK repeats the write and meets what it wrote. */
const seen = new Set<string>();
/** Conditions name the mark, too: a mark is what an expression sets. */
const isMark = ({ Update }: { readonly Update?: UpdateCommandInput }) => {
  const [name = ''] =
    Object.entries(Update?.ExpressionAttributeNames ?? {}).find(([, attribute]) => attribute === 'deletingAt') ?? [];
  return name !== '' && (Update?.UpdateExpression ?? '').split(/[ ,=]+/).includes(name);
};
const dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
  const answer = await forward(request);
  const text = request.body.toString();
  if (!String(request.headers['x-amz-target']).endsWith('.TransactWriteItems')) return answer;
  if (!JSON.parse(text).TransactItems.some(isMark) || seen.has(text)) return answer;
  seen.add(text);
  lost += 1;
  throw new Error('the answer is lost');
});
const clients = backend.clients({ endpoints: { dynamodb: dynamodb.url } });
const api = await startApi(backend, { clients, clock: () => new Date(nowMs) });
afterAll(async () => {
  await api.close();
  await dynamodb.stop();
});

const { id: projectId } = (await api.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema } })).body
  .data;
const body = { projectId };
const schema = await api.expectStatus(201, createSchema, { body: { ...body, ...goodSchema } });
const drawn = await api.expectStatus(201, createArchitecture, { body: { ...body, ...architecture } });
const asked = await api.expectStatus(202, generateCode, { body });
const params = {
  projectId,
  schemaId: schema.body.data.id,
  architectureId: drawn.body.data.id,
  generationId: asked.body.data.id,
};

const things: [string, HttpContract, HttpContract, Parameters<typeof expectProblem>[1]][] = [
  ['a code generation', deleteCodeGeneration, getCodeGeneration, 'code_generation_not_found'],
  ['a schema', deleteSchema, getSchema, 'schema_not_found'],
  ['an architecture', deleteArchitecture, getArchitecture, 'architecture_not_found'],
  ['a project', deleteProject, getProject, 'project_not_found'],
];

describe.each(things)('%s', (_what, remove, read, code) => {
  it('is deleted though the answer of the database is lost, and deleting it again is fine', async () => {
    const etag = String((await api.call(read, { params })).headers['etag']);
    const headers = { 'if-match': etag };
    const first = await api.expectStatus(200, remove, { params, headers });
    await expectProblem(api, code, read, { params });
    expect((await api.expectStatus(200, remove, { params, headers })).body).toEqual(first.body);
    expect((await api.expectStatus(200, remove, { params })).body).toEqual(first.body);
    await expectProblem(api, code, remove, { params, user: 'eve' });
  });

  it('is unknown when nothing is left of it', async () => {
    nowMs += 3_600_000;
    await api.deps.sweeper.sweep();
    await expectProblem(api, code, remove, { params });
  });
});

it('answers were lost', () => {
  expect(lost).toBe(things.length);
});
