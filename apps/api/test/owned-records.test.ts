import { createProject, deleteProject } from '@snapinfra/contracts';
import { outboxShards, recordKey } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../src/build-app.ts';
import type { AreaDeps } from '../src/features/feature.ts';
import type { App } from '../src/http/app-instance.ts';
import { createInjectCall } from './support/inject-call.ts';
import { interceptWrites } from './support/intercept-writes.ts';
import {
  createNote,
  createNotes,
  deleteNote,
  getNote,
  listNotes,
  listProjectNotes,
  updateNote,
} from './support/notes.ts';
import { join } from './support/members.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
let nowMs = Date.now();
const { clients, beforeWrite, loseNextAnswer, hasLostAnswer, stop } = await interceptWrites(backend);
const errors: string[] = [];

/** Adds to the text of a note: what is written follows from what was read. */
const addToNote = { ...updateNote, url: '/api/notes/:noteId/additions' };
const createArea = (deps: AreaDeps) => {
  const notes = createNotes({ ...deps, onError: (message) => errors.push(message) });
  const routes = (app: App) => {
    notes.routes(app);
    notes.addTo(app).change(addToNote, ({ text }, record) => ({ set: { text: `${record.text}${text}` } }));
  };
  return { ...notes, routes };
};
let made: ReturnType<typeof createArea> | undefined;
const areas = [(deps: AreaDeps) => (made = createArea(deps))];
const api = await startApi(backend, { clients, clock: () => new Date(nowMs), areas });
const notes = made ?? expect.fail('the area was not made');
const direct = await startApi(backend, { areas: [createArea] });
const [app, otherApp] = [await buildApp(api.deps), await buildApp(direct.deps)];
const [call, callDirectly] = [createInjectCall(app), createInjectCall(otherApp)];
afterAll(async () => {
  await Promise.all([app.close(), otherApp.close()]);
  await Promise.all([api.close(), direct.close()]);
  await stop();
});

const { clock } = api.deps;
let projectId = '';
beforeAll(async () => {
  projectId = (await api.expectStatus(201, createProject, { body: { name: 'P' } })).body.data.id;
});

const createIn = (project: string, text: string) =>
  call(createNote, { body: { projectId: project, text, mood: 'gay' } });
const create = async (text: string): Promise<{ readonly noteId: string }> => {
  const { status, data } = await createIn(projectId, text);
  expect(status).toBe(201);
  return { noteId: data.id };
};
const ids = ({ data }: { readonly data: readonly { readonly id: string }[] }) => data.map(({ id }) => id);
const refusal = (status: number, code: string) => ({ status, code });
const stale = refusal(412, 'precondition_failed');
const gone = refusal(404, 'file_not_found');

describe('records that hang on a project', () => {
  it('are listed by member and by project, newest first', async () => {
    const created = [(await create('one')).noteId, (await create('two')).noteId];
    const params = { projectId };
    expect(ids(await call(listProjectNotes, { params }))).toEqual(created.toReversed());
    expect(ids(await call(listNotes))).toEqual(created.toReversed());
    expect(ids(await call(listNotes, { user: 'eve' }))).toEqual([]);
    expect(await call(listProjectNotes, { params, user: 'eve' })).toMatchObject(refusal(404, 'project_not_found'));
  });

  it('are not made in a project that goes at the same time', async () => {
    const { id } = (await api.expectStatus(201, createProject, { body: { name: 'Going' } })).body.data;
    beforeWrite(() => direct.expectStatus(200, deleteProject, { params: { projectId: id } }));
    expect(await createIn(id, 'late')).toMatchObject(refusal(404, 'project_not_found'));
    for await (const key of notes.table.queryKeys({ partition: `PROJECT#${id}` })) expect(key).toBeUndefined();
  });

  it('are their project’s members’ alone', async () => {
    const params = await create('private');
    const foreign = { params, user: 'eve' };
    expect(await call(getNote, foreign)).toMatchObject(gone);
    expect(await call(updateNote, { ...foreign, body: {} })).toMatchObject(gone);
    expect(await call(deleteNote, foreign)).toMatchObject(gone);
    expect(await call(getNote, { params })).toMatchObject({ status: 200, data: { text: 'private', version: 1 } });
  });

  it('are read by every member, and changed by those whose role suffices', async () => {
    const params = await create('shared');
    await join(api, projectId, 'vera', 'viewer');
    await join(api, projectId, 'dev', 'developer');
    expect(await call(getNote, { params, user: 'vera' })).toMatchObject({ status: 200, data: { text: 'shared' } });
    expect(ids(await call(listNotes, { user: 'vera' }))).toContain(params.noteId);
    const denied = refusal(403, 'permission_denied');
    expect(await call(createNote, { body: { projectId, text: 'x' }, user: 'vera' })).toMatchObject(denied);
    expect(await call(updateNote, { params, body: { text: 'x' }, user: 'vera' })).toMatchObject(denied);
    expect(await call(deleteNote, { params, user: 'vera' })).toMatchObject(denied);
    const changed = await call(updateNote, { params, body: { text: 'by dev' }, user: 'dev' });
    expect(changed).toMatchObject({ status: 200, data: { text: 'by dev', version: 2 } });
  });
});

describe('a change', () => {
  it('sets and takes away members, and counts', async () => {
    const params = await create('before');
    nowMs += 1000;
    const changed = await call(updateNote, { params, body: { text: 'after', mood: null } });
    expect(changed).toMatchObject({ status: 200, data: { text: 'after', version: 2 } });
    expect(changed.data).not.toHaveProperty('mood');
    expect(await call(getNote, { params })).toMatchObject({ data: changed.data });
    expect(await notes.table.get(recordKey(params.noteId))).toMatchObject({ updatedAt: clock().toISOString() });
  });

  it('comes after another that was faster, from what that one left', async () => {
    const params = await create('0');
    beforeWrite(() => callDirectly(addToNote, { params, body: { text: '1' } }));
    const changed = await call(addToNote, { params, body: { text: '2' } });
    expect(changed).toMatchObject({ status: 200, data: { text: '012', version: 3 } });
  });

  it('is refused by an If-Match of an earlier version, also where that comes in between', async () => {
    const params = await create('0');
    const change = (ifMatch: string) => call(updateNote, { params, body: {}, headers: { 'if-match': ifMatch } });
    expect(await change('"2"')).toMatchObject(stale);
    beforeWrite(() => callDirectly(updateNote, { params, body: { text: '1' } }));
    expect(await change('"1"')).toMatchObject(stale);
    expect(await change('"2"')).toMatchObject({ status: 200, data: { text: '1', version: 3 } });
  });

  it('is made once though the answer of the database is lost', async () => {
    const params = await create('0');
    loseNextAnswer();
    const changed = await call(addToNote, { params, body: { text: '1' }, headers: { 'if-match': '"1"' } });
    expect(changed).toMatchObject({ status: 200, data: { text: '01', version: 2 } });
    expect(hasLostAnswer()).toBe(true);
    expect(await call(getNote, { params })).toMatchObject({ data: { text: '01', version: 2 } });
  });
});

describe('a removal', () => {
  it('hides the record at once, may be repeated, and is finished by the sweeper', async () => {
    const params = await create('going');
    loseNextAnswer();
    const remove = () => call(deleteNote, { params, headers: { 'if-match': '"1"' } });
    const deleted = { status: 200, data: { id: params.noteId, deleted: true } };
    expect(await remove()).toMatchObject(deleted);
    expect(hasLostAnswer()).toBe(true);
    expect(await remove()).toMatchObject(deleted);
    expect(await call(getNote, { params })).toMatchObject(gone);
    expect(await call(updateNote, { params, body: {} })).toMatchObject(gone);
    expect(ids(await call(listNotes))).not.toContain(params.noteId);
    expect(ids(await call(listProjectNotes, { params: { projectId } }))).not.toContain(params.noteId);
    nowMs += 3_600_000;
    for (const shard of outboxShards) await notes.sweep(shard);
    expect(await notes.table.get(recordKey(params.noteId))).toBeUndefined();
    expect(errors).toEqual([]);
    expect(await remove()).toMatchObject(gone);
  });

  it('is fine where another one comes in between', async () => {
    const params = await create('going twice');
    beforeWrite(() => callDirectly(deleteNote, { params }));
    expect(await call(deleteNote, { params })).toMatchObject({ status: 200, data: { deleted: true } });
  });

  it('spares a record that is due for another reason', async () => {
    const params = await create('spared');
    const due = { outboxShard: '0', outboxDueAt: nowMs };
    await notes.table.update(recordKey(params.noteId), { attributes: due });
    await notes.sweep('0');
    expect(await call(getNote, { params })).toMatchObject({ data: { text: 'spared' } });
    expect(errors.splice(0)).toEqual([expect.stringContaining(params.noteId)]);
  });

  it('is refused by an If-Match of an earlier version, also where a change comes in between', async () => {
    const params = await create('kept');
    const remove = (ifMatch: string) => call(deleteNote, { params, headers: { 'if-match': ifMatch } });
    expect(await remove('"7"')).toMatchObject(stale);
    beforeWrite(() => callDirectly(updateNote, { params, body: {} }));
    expect(await remove('"1"')).toMatchObject(stale);
    expect(await call(getNote, { params })).toMatchObject({ status: 200, data: { version: 2 } });
  });
});
