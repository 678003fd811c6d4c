import { createProject, deleteCodeGeneration, generateCode } from '@snapinfra/contracts';
import { freePort, startHttpInterceptor, useBackend, waitFor } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodeGenerations } from '../src/features/code-generations/code-generations.feature.ts';
import type { CreateArea } from '../src/features/feature.ts';
import { followerOf } from './support/follow-events.ts';
import { changeRole, join, removeMember } from './support/members.ts';
import { goodSchema } from './support/models.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
/** Whether rights can't be read: they are read in batches, and polls are not. */
let isDown = false;
const dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
  if (isDown && String(request.headers['x-amz-target']).endsWith('.BatchGetItem')) throw new Error('break it');
  return forward(request);
});
const clients = backend.clients({ endpoints: { dynamodb: dynamodb.url }, maxAttempts: 1 });
// Polls are far apart: what ends a stream here is a heartbeat.
const areas: readonly CreateArea[] = [
  (deps) => createCodeGenerations(deps, { pollIntervalMs: 3_600_000, heartbeatMs: 50 }),
];
const api = await startApi(backend, { clients, areas });
const port = await freePort();
beforeAll(() => api.app.listen({ port, host: '127.0.0.1' }));
afterAll(async () => {
  await api.close();
  await dynamodb.stop();
});

const follow = followerOf(port);
type Stream = Awaited<ReturnType<typeof follow>>;

const newGeneration = async () => {
  const { body } = await api.expectStatus(201, createProject, { body: { name: 'P', schema: goodSchema } });
  const projectId = body.data.id;
  const asked = await api.expectStatus(202, generateCode, { body: { projectId } });
  await join(api, projectId, 'dev', 'developer');
  return { projectId, id: asked.body.data.id };
};
const moreBeats = async (stream: Stream) => {
  const before = stream.beats();
  await waitFor(async () => stream.beats() > before + 1, { what: 'two more heartbeats' });
};

describe('the event stream of a member', () => {
  it('ends at a heartbeat once he was removed, and those of others go on', async () => {
    const { projectId, id } = await newGeneration();
    const [owner, member] = [await follow(id), await follow(id, { 'x-dev-user-id': 'dev' })];
    await moreBeats(member);
    await removeMember(api, projectId, 'dev');
    await member.ended;
    expect(member.states()).toHaveLength(1);
    await moreBeats(owner);
    const again = await follow(id, { 'x-dev-user-id': 'dev' });
    expect(again.response.status).toBe(404);
    await again.ended;
    owner.leave();
    await owner.ended.catch(() => undefined);
  });

  it('goes on with another role that may read', async () => {
    const { projectId, id } = await newGeneration();
    const member = await follow(id, { 'x-dev-user-id': 'dev' });
    await changeRole(api, projectId, 'dev', 'viewer');
    await moreBeats(member);
    member.leave();
    await member.ended.catch(() => undefined);
  });

  it('goes on while the generation is being deleted, until it was told so', async () => {
    const { id } = await newGeneration();
    const member = await follow(id, { 'x-dev-user-id': 'dev' });
    await api.expectStatus(200, deleteCodeGeneration, { params: { generationId: id } });
    await moreBeats(member);
    expect((await follow(id, { 'x-dev-user-id': 'dev' })).response.status).toBe(404);
    member.leave();
    await member.ended.catch(() => undefined);
  });

  it('ends where rights can’t be read: the client connects again, and is told', async () => {
    const { id } = await newGeneration();
    const member = await follow(id, { 'x-dev-user-id': 'dev' });
    await moreBeats(member);
    isDown = true;
    await member.ended;
    const refused = await follow(id, { 'x-dev-user-id': 'dev' });
    isDown = false;
    expect(refused.response.status).toBe(503);
    await refused.ended;
  });
});
