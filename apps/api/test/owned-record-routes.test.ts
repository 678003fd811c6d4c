import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { createProject, pathOf, type PostHeaders } from '@snapinfra/contracts';
import { recordKey } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import Fastify from 'fastify';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { buildApp } from '../src/build-app.ts';
import type { App } from '../src/http/app-instance.ts';
import type { AreaDeps } from '../src/features/feature.ts';
import { createInjectCall } from './support/inject-call.ts';
import {
  createNote,
  createNotes,
  deleteNote,
  getNote,
  listNotes,
  listProjectNotes,
  updateNote,
  type Note,
  type NoteRecord,
} from './support/notes.ts';
import { changeOf } from '../src/records/change-of.ts';
import type { RecordChange } from '../src/records/owned-records.ts';
import type { ownedRecordRoutes } from '../src/records/owned-record-routes.ts';
import { startApi } from './support/start-api.ts';

/** An area that gives all that is sent to a new record. */
const createCarelessNote = {
  ...createNote,
  url: '/api/careless-notes',
  schema: {
    ...createNote.schema,
    body: Type.Object(
      { ...createNote.schema.body.properties, userId: Type.String(), version: Type.Integer() },
      { additionalProperties: false },
    ),
  },
};
let made: ReturnType<typeof createNotes> | undefined;
const createArea = (deps: AreaDeps) => {
  const area = createNotes(deps);
  made = area;
  const routes = (app: App) => {
    area.routes(app);
    area.addTo(app).create(createCarelessNote, (body): { text: string } => body);
  };
  return { ...area, routes };
};
const api = await startApi(await useBackend(), { areas: [createArea] });
const notes = made ?? expect.fail('the area was not made');
// Their contracts are not in the OpenAPI document that the answers of `api` are held against.
const app = await buildApp(api.deps);
afterAll(async () => {
  await app.close();
  await api.close();
});

const call = createInjectCall(app);

let projectId = '';
beforeAll(async () => {
  projectId = (await api.expectStatus(201, createProject, { body: { name: 'P' } })).body.data.id;
});

const create = (text: string, headers = {}) => call(createNote, { body: { projectId, text, mood: 'gay' }, headers });
const paramsOf = (created: { readonly data: { readonly id: string } }) => ({ noteId: created.data.id });

describe('the routes of owned records', () => {
  it('make one, which is found at its Location with the same ETag', async () => {
    const created = await create('new');
    expect(created).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    expect(created.data).toEqual({ id: expect.any(String), projectId, version: 1, text: 'new', mood: 'gay' });
    expect(created.headers.location).toBe(pathOf(getNote, paramsOf(created)));
    const read = await call(getNote, { params: paramsOf(created) });
    expect(read).toMatchObject({ status: 200, data: created.data, headers: { etag: '"1"' } });
  });

  it('give a new one to its caller, whatever the body says', async () => {
    const body = { projectId, text: 'mine', userId: 'eve', version: 7 };
    const created = await call(createCarelessNote, { body });
    expect(created).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    const stored = await notes.table.get(recordKey(created.data.id));
    expect(stored).toMatchObject({ userId: 'ada', version: 1, text: 'mine' });
  });

  it('make one for each Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'once' };
    const [first, again] = [await create('once', headers), await create('once', headers)];
    expect(again).toMatchObject({ status: 201, data: first.data, headers: { 'idempotent-replayed': 'true' } });
  });

  it('list those of the caller and those of a project, page by page', async () => {
    const ids = [await create('one'), await create('two')].map(({ data }) => data.id);
    const ofUser = await call(listNotes, { query: { limit: 1 } });
    expect(ofUser.data).toEqual([{ id: ids[1], projectId, version: 1, text: 'two', mood: 'gay' }]);
    const cursor = ofUser.pagination.nextCursor;
    expect((await call(listNotes, { query: { limit: 1, cursor } })).data).toMatchObject([{ id: ids[0] }]);
    const ofProject = await call(listProjectNotes, { params: { projectId }, query: { limit: 2 } });
    expect(ofProject.data).toMatchObject([{ id: ids[1] }, { id: ids[0] }]);
  });

  it('change what is sent, take away what is null, and leave the rest', async () => {
    const params = paramsOf(await create('before'));
    const changed = await call(updateNote, { params, body: { text: 'after' }, headers: { 'if-match': '"1"' } });
    expect(changed).toMatchObject({ status: 200, data: { text: 'after', mood: 'gay' }, headers: { etag: '"2"' } });
    const stale = await call(updateNote, { params, body: { text: 'stale' }, headers: { 'if-match': '"1"' } });
    expect(stale).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect((await call(updateNote, { params, body: { mood: null } })).data).toEqual({
      ...{ id: params.noteId, projectId, version: 3, text: 'after' },
    });
  });

  it('delete, unless If-Match names an earlier version', async () => {
    const params = paramsOf(await create('going'));
    const refused = await call(deleteNote, { params, headers: { 'if-match': '"7"' } });
    expect(refused).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect(await call(deleteNote, { params })).toMatchObject({
      status: 200,
      data: { id: params.noteId, deleted: true },
    });
    expect(await call(getNote, { params })).toMatchObject({ status: 404, code: 'file_not_found' });
  });
});

describe('adding a route of owned records', () => {
  const url = '/api/projects/:projectId/notes/:noteId';
  const params = Type.Object({ projectId: Type.String(), noteId: Type.String() });
  const withTwoParameters = <Contract extends typeof getNote | typeof updateNote | typeof deleteNote>(
    contract: Contract,
  ) => ({ ...contract, url, schema: { ...contract.schema, params } });
  const add = notes.addTo(Fastify().withTypeProvider<TypeBoxTypeProvider>());

  it('refuses a path with more than the id of the record', () => {
    const problem = `${url}: its path has the id of a record as its only parameter`;
    expect(() => add.get(withTwoParameters(getNote))).toThrow(problem);
    expect(() => add.change(withTwoParameters(updateNote), changeOf)).toThrow(problem);
    expect(() => add.remove(withTwoParameters(deleteNote))).toThrow(problem);
  });

  it('refuses a body that is not closed', () => {
    const problem = 'its body has to be closed';
    const postBody = Type.Object(createNote.schema.body.properties);
    const post = { ...createNote, schema: { ...createNote.schema, body: postBody } };
    expect(() => add.create(post, ({ projectId: _, ...members }) => members)).toThrow(problem);
    const putBody = Type.Object(updateNote.schema.body.properties, { additionalProperties: true });
    const put = { ...updateNote, schema: { ...updateNote.schema, body: putBody } };
    expect(() => add.change(put, changeOf)).toThrow(problem);
  });

  it('refuses a change with required members, and one without the refusal conflict', () => {
    const body = Type.Object({ text: Type.String() }, { additionalProperties: false });
    const strict = { ...updateNote, schema: { ...updateNote.schema, body } };
    expect(() => add.change(strict, changeOf)).toThrow('have to be optional, as absent ones stay: text');
    const silent = { ...updateNote, problems: ['file_not_found'] as const };
    expect(() => add.change(silent, changeOf)).toThrow('its problems have to name conflict');
  });

  it('refuses a contract without a right in a project', () => {
    for (const permission of ['user', 'anybody'] as const) {
      const problem = `: a record of a project needs a right in the project, not ${permission}`;
      expect(() => add.get({ ...getNote, permission })).toThrow(problem);
      expect(() => add.create({ ...createNote, permission }, ({ projectId: _, ...own }) => own)).toThrow(problem);
      expect(() => add.change({ ...updateNote, permission }, changeOf)).toThrow(problem);
      expect(() => add.remove({ ...deleteNote, permission })).toThrow(problem);
    }
  });

  it('refuses a POST whose path has parameters, as Location is made of it', () => {
    const nested = { ...createNote, url: '/api/projects/:projectId/notes' };
    expect(() => add.create(nested, ({ projectId: _, ...members }) => members)).toThrow(`${nested.url}: Location`);
  });
});

describe('the types of these routes', () => {
  type Changed = Parameters<typeof changeOf<NoteRecord>>[0];

  it('refuse changes of members that every record has', () => {
    expectTypeOf<{ text?: string; mood?: string | null }>().toExtend<Changed>();
    expectTypeOf<{ text?: string; userId?: string }>().not.toExtend<Changed>();
    expectTypeOf<{ version: number }>().not.toExtend<NonNullable<RecordChange<NoteRecord>['set']>>();
  });

  type GetContract = Parameters<ReturnType<typeof ownedRecordRoutes<NoteRecord, typeof Note>>['get']>[0];
  type With<Schema> = Omit<typeof getNote, 'schema'> & {
    readonly schema: Omit<typeof getNote.schema, keyof Schema> & Schema;
  };

  it('refuse a contract without the headers of its method, or with answers of another shape', () => {
    expectTypeOf<typeof getNote>().toExtend<GetContract>();
    expectTypeOf<With<{ headers: typeof PostHeaders }>>().not.toExtend<GetContract>();
    expectTypeOf<With<{ response: { 200: typeof Note } }>>().not.toExtend<GetContract>();
    expectTypeOf<typeof listNotes>().not.toExtend<GetContract>();
  });
});
