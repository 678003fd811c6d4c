import {
  ChangeHeaders,
  defineContract,
  Deleted,
  Envelope,
  ListEnvelope,
  PageQuery,
  PostHeaders,
  ReadHeaders,
} from '@snapinfra/contracts';
import Type, { type Static } from 'typebox';
import { projectKey } from '../../src/features/projects/project-record.ts';
import { openProjectStores } from '../../src/features/projects/project-stores.ts';
import { requireProject } from '../../src/features/projects/read-project.ts';
import type { App } from '../../src/http/app-instance.ts';
import { createCursorCodec } from '../../src/http/cursor.ts';
import { createRunOnce } from '../../src/idempotency/run-once.ts';
import { changeOf, ownedRecordRoutes } from '../../src/records/owned-record-routes.ts';
import { ownedRecord } from '../../src/records/owned-record.ts';
import { createOwnedRecords } from '../../src/records/owned-records.ts';
import { isAlive } from '../../src/storage/conditions.ts';
import type { Api } from './start-api.ts';

/** An area of owned records as small as one can be, in a table that others leave alone. */
const own = { text: Type.String(), mood: Type.Optional(Type.String()) };
const NoteRecord = ownedRecord(own);
export type NoteRecord = Static<typeof NoteRecord>;

export const noteKey = (id: string) => ({ pk: `NOTE#${id}`, sk: 'RECORD' });

const Note = Type.Object({ id: Type.String(), projectId: Type.String(), ...own });
const tags = ['notes'];
const params = Type.Object({ noteId: Type.String() });

export const createNote = defineContract({
  method: 'POST',
  url: '/api/notes',
  problems: ['project_not_found'],
  schema: {
    operationId: 'createNote',
    tags,
    summary: 'Make a note',
    headers: PostHeaders,
    body: Type.Object({ projectId: Type.String(), ...own }, { additionalProperties: false }),
    response: { 201: Envelope(Note) },
  },
});

export const listNotes = defineContract({
  method: 'GET',
  url: '/api/notes',
  problems: [],
  schema: {
    operationId: 'listNotes',
    tags,
    summary: 'List notes',
    querystring: PageQuery,
    response: { 200: ListEnvelope(Note) },
  },
});

export const listProjectNotes = defineContract({
  method: 'GET',
  url: '/api/projects/:projectId/notes',
  problems: ['project_not_found'],
  schema: {
    operationId: 'listProjectNotes',
    tags,
    summary: 'List the notes of a project',
    params: Type.Object({ projectId: Type.String() }),
    querystring: PageQuery,
    response: { 200: ListEnvelope(Note) },
  },
});

export const getNote = defineContract({
  method: 'GET',
  url: '/api/notes/:noteId',
  problems: ['file_not_found'],
  schema: {
    operationId: 'getNote',
    tags,
    summary: 'Read a note',
    params,
    headers: ReadHeaders,
    response: { 200: Envelope(Note) },
  },
});

export const updateNote = defineContract({
  method: 'PUT',
  url: '/api/notes/:noteId',
  problems: ['file_not_found', 'conflict'],
  schema: {
    operationId: 'updateNote',
    tags,
    summary: 'Change a note',
    params,
    headers: ChangeHeaders,
    body: Type.Object(
      {
        text: Type.Optional(own.text),
        mood: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      },
      { additionalProperties: false },
    ),
    response: { 200: Envelope(Note) },
  },
});

export const deleteNote = defineContract({
  method: 'DELETE',
  url: '/api/notes/:noteId',
  problems: ['file_not_found'],
  schema: {
    operationId: 'deleteNote',
    tags,
    summary: 'Delete a note',
    params,
    headers: ChangeHeaders,
    response: { 200: Envelope(Deleted) },
  },
});

/** The notes of an app; `errors` has what goes wrong behind its answers. */
export const openNotes = ({ deps: { storage, clock, newId } }: Pick<Api, 'deps'>) => {
  const stores = openProjectStores(storage);
  const errors: string[] = [];
  const table = storage.open('deployments', NoteRecord);
  const records = createOwnedRecords(
    {
      ...{ storage, clock, newId, cursors: createCursorCodec('a secret of the tests that is long enough') },
      onError: (message) => errors.push(message),
      projects: {
        require: (caller, projectId) => requireProject(stores, caller, projectId),
        checkAlive: ({ id, userId }) => stores.projects.toCheck(projectKey(userId, id), isAlive),
      },
    },
    { noun: 'the note', notFound: 'file_not_found', table, name: 'notes', keyOf: noteKey },
  );
  const addRoutes = (app: App): void => {
    const runOnce = createRunOnce({ storage, clock, newId });
    const routes = ownedRecordRoutes(app, { runOnce, clock }, { records, view: Note });
    routes.list(listNotes);
    routes.listOfProject(listProjectNotes);
    routes.get(getNote);
    routes.create(createNote, ({ projectId, ...members }) => members);
    routes.change(updateNote, changeOf);
    routes.remove(deleteNote);
  };
  return { ...records, table, errors, addRoutes };
};
