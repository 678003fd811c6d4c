import {
  ChangeHeaders,
  defineContract,
  Deleted,
  Envelope,
  ListEnvelope,
  PageQuery,
  PostHeaders,
  ProjectId,
  ReadHeaders,
} from '@snapinfra/contracts';
import Type, { type Static } from 'typebox';
import type { AreaDeps } from '../../src/features/feature.ts';
import type { App } from '../../src/http/app-instance.ts';
import { changeOf } from '../../src/records/change-of.ts';
import { ownedRecordRoutes } from '../../src/records/owned-record-routes.ts';
import { ownedRecord } from '../../src/records/owned-record.ts';
import { createOwnedRecords } from '../../src/records/owned-records.ts';
import { writableTable } from '../../src/storage/tables.ts';

/** An area of owned records as small as one can be, in a table that others leave alone. */
const text = Type.String({ maxLength: 10_000 });
const mood = Type.String({ maxLength: 100 });
const own = { text, mood: Type.Optional(mood) };
const NoteRecord = ownedRecord(own);
export type NoteRecord = Static<typeof NoteRecord>;

export const Note = Type.Object({ id: Type.String(), projectId: Type.String(), version: Type.Integer(), ...own });
const tags = ['notes'];
const params = Type.Object({ noteId: Type.String() });

export const createNote = defineContract({
  method: 'POST',
  url: '/api/notes',
  permission: 'project.write',
  problems: ['project_not_found'],
  schema: {
    operationId: 'createNote',
    tags,
    summary: 'Make a note',
    headers: PostHeaders,
    body: Type.Object({ projectId: ProjectId, ...own }, { additionalProperties: false }),
    response: { 201: Envelope(Note) },
  },
});

export const listNotes = defineContract({
  method: 'GET',
  url: '/api/notes',
  permission: 'user',
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
  permission: 'project.read',
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
  permission: 'project.read',
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
  permission: 'project.write',
  problems: ['file_not_found', 'conflict'],
  schema: {
    operationId: 'updateNote',
    tags,
    summary: 'Change a note',
    params,
    headers: ChangeHeaders,
    body: Type.Object(
      {
        text: Type.Optional(text),
        mood: Type.Optional(Type.Union([mood, Type.Null()])),
      },
      { additionalProperties: false },
    ),
    response: { 200: Envelope(Note) },
  },
});

export const deleteNote = defineContract({
  method: 'DELETE',
  url: '/api/notes/:noteId',
  permission: 'project.write',
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

/** An area as the README tells of it; beside what the app composes, what tests call. */
export const createNotes = (deps: AreaDeps) => {
  const table = deps.storage.open('deployments', NoteRecord);
  const notes = createOwnedRecords(deps, {
    ...{ entity: 'note', notFound: 'file_not_found', table, name: 'notes' },
  });
  const addTo = (app: App) => ownedRecordRoutes(app, deps, { records: notes, view: Note });
  const routes = (app: App): void => {
    const add = addTo(app);
    add.list(listNotes);
    add.listOfProject(listProjectNotes);
    add.get(getNote);
    add.create(createNote, ({ projectId, ...members }) => members);
    add.change(updateNote, changeOf);
    add.remove(deleteNote);
  };
  return { ...notes, table: writableTable(table), addTo, routes, sweeps: [notes.sweep] };
};
