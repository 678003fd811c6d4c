import { createProject, deleteProject } from '@snapinfra/contracts';
import { startHttpInterceptor, useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AreaDeps } from '../src/features/feature.ts';
import { noteKey, createNotes, type NoteRecord } from './support/notes.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
let nowMs = Date.now();
/** Called once before the next write, for what comes between reading and writing; or says that its answer gets lost. */
let beforeWrite: (() => Promise<unknown>) | undefined;
let losesAnswer = false;
const dynamodb = await startHttpInterceptor(backend.endpoints.dynamodb, async (request, forward) => {
  const isWrite = /\.(?:TransactWrite|Update|Put)/.test(String(request.headers['x-amz-target']));
  if (!isWrite) return forward(request);
  const between = beforeWrite;
  beforeWrite = undefined;
  await between?.();
  const answer = await forward(request);
  if (!losesAnswer) return answer;
  losesAnswer = false;
  throw new Error('the answer is lost');
});
const clients = backend.clients({ endpoints: { dynamodb: dynamodb.url } });
const errors: string[] = [];
let made: ReturnType<typeof createNotes> | undefined;
const createArea = (deps: AreaDeps) => (made = createNotes({ ...deps, onError: (message) => errors.push(message) }));
const api = await startApi(backend, { clients, clock: () => new Date(nowMs), areas: [createArea] });
const notes = made ?? expect.fail('the area was not made');
const { table } = notes;
afterAll(async () => {
  await api.close();
  await dynamodb.stop();
});

const { storage, clock } = api.deps;
const direct = await startApi(backend);
afterAll(() => direct.close());

const ada = { userId: 'ada', isAdmin: false };
const eve = { userId: 'eve', isAdmin: false };
let projectId = '';
beforeAll(async () => {
  projectId = (await api.expectStatus(201, createProject, { body: { name: 'P' } })).body.data.id;
});

const create = async (text: string, project = projectId): Promise<NoteRecord> => {
  let made: NoteRecord | undefined;
  const answer = (note: NoteRecord) => ({ status: 201, body: (made = note) });
  const record = {
    projectId: project,
    complete: (members: object) => ({ ...members, text, mood: 'gay' }) as NoteRecord,
    answer,
  };
  await notes.create(ada, record, storage.transact);
  if (!made) throw new Error('nothing was made');
  return made;
};

describe('records that hang on a project', () => {
  it('are listed by owner and by project, newest first', async () => {
    const ids = [(await create('one')).id, (await create('two')).id];
    const ofProject = await notes.ofProject(ada, projectId, {});
    expect(ofProject.items.map(({ id }) => id)).toEqual(ids.toReversed());
    expect((await notes.ofUser(ada, {})).items.map(({ id }) => id)).toEqual(ids.toReversed());
    expect((await notes.ofUser(eve, {})).items).toEqual([]);
    await expect(notes.ofProject(eve, projectId, {})).rejects.toMatchObject({ code: 'project_not_found' });
  });

  it('are not made in a project that goes at the same time', async () => {
    const { id } = (await api.expectStatus(201, createProject, { body: { name: 'Going' } })).body.data;
    beforeWrite = () => direct.expectStatus(200, deleteProject, { params: { projectId: id } });
    await expect(create('late', id)).rejects.toMatchObject({ code: 'project_not_found' });
  });

  it('are their owner’s alone', async () => {
    const { id } = await create('private');
    const code = 'file_not_found';
    await expect(notes.require(eve, id)).rejects.toMatchObject({ code });
    await expect(notes.change(eve, id, undefined, () => ({}))).rejects.toMatchObject({ code });
    await expect(notes.remove(eve, id, undefined)).rejects.toMatchObject({ code });
  });
});

describe('a change', () => {
  it('sets and takes away members, and counts', async () => {
    const { id } = await create('before');
    nowMs += 1000;
    const changed = await notes.change(ada, id, undefined, () => ({ set: { text: 'after' }, remove: ['mood'] }));
    expect(changed).toMatchObject({ text: 'after', version: 2, updatedAt: clock().toISOString() });
    expect(changed).not.toHaveProperty('mood');
    expect(await notes.require(ada, id)).toEqual(changed);
  });

  it('comes after another that was faster, from what that one left', async () => {
    const { id } = await create('0');
    const add = (by: string) => notes.change(ada, id, undefined, ({ text }) => ({ set: { text: text + by } }));
    beforeWrite = () => add('1');
    expect(await add('2')).toMatchObject({ text: '012', version: 3 });
  });

  it('is refused by an If-Match of an earlier version, also where that comes in between', async () => {
    const { id } = await create('0');
    const change = (ifMatch: string | undefined) => notes.change(ada, id, ifMatch, () => ({ set: { text: '1' } }));
    await expect(change('"2"')).rejects.toMatchObject({ code: 'precondition_failed' });
    beforeWrite = () => change(undefined);
    await expect(change('"1"')).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await change('"2"')).toMatchObject({ version: 3 });
  });

  it('is made once though the answer of the database is lost', async () => {
    const { id } = await create('0');
    losesAnswer = true;
    const add = notes.change(ada, id, '"1"', ({ text }) => ({ set: { text: `${text}1` } }));
    expect(await add).toMatchObject({ text: '01', version: 2 });
  });
});

describe('a removal', () => {
  it('hides the record at once, may be repeated, and is finished by the sweeper', async () => {
    const { id } = await create('going');
    losesAnswer = true;
    await notes.remove(ada, id, '"1"');
    await notes.remove(ada, id, '"1"');
    await expect(notes.require(ada, id)).rejects.toMatchObject({ code: 'file_not_found' });
    await expect(notes.change(ada, id, undefined, () => ({}))).rejects.toMatchObject({ code: 'file_not_found' });
    expect((await notes.ofUser(ada, {})).items.map((note) => note.id)).not.toContain(id);
    nowMs += 3_600_000;
    for (const shard of ['0', '1', '2', '3']) await notes.sweep(shard);
    expect(await table.get(noteKey(id))).toBeUndefined();
    expect(errors).toEqual([]);
  });

  it('spares a record that is due for another reason', async () => {
    const { id } = await create('spared');
    await table.update(noteKey(id), { attributes: { outboxShard: '0', outboxDueAt: nowMs } });
    await notes.sweep('0');
    expect(await notes.require(ada, id)).toMatchObject({ text: 'spared' });
    expect(errors.splice(0)).toEqual([expect.stringContaining(id)]);
  });

  it('is refused by an If-Match of an earlier version, also where a change comes in between', async () => {
    const { id } = await create('kept');
    await expect(notes.remove(ada, id, '"7"')).rejects.toMatchObject({ code: 'precondition_failed' });
    beforeWrite = () => notes.change(ada, id, undefined, () => ({}));
    await expect(notes.remove(ada, id, '"1"')).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(notes.require(ada, id)).resolves.toMatchObject({ version: 2 });
  });
});
