import { createProject } from '@snapinfra/contracts';
import { idBelowProject, recordKey } from '@snapinfra/platform';
import { useBackend } from '@snapinfra/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { projectKey } from '../src/access/project-head.ts';
import { buildApp } from '../src/build-app.ts';
import type { AreaDeps } from '../src/features/feature.ts';
import { createInjectCall } from './support/inject-call.ts';
import { join, removeMember } from './support/members.ts';
import { createNotes, deleteNote, listNotes } from './support/notes.ts';
import { startApi } from './support/start-api.ts';

const backend = await useBackend();
let made: ReturnType<typeof createNotes> | undefined;
const api = await startApi(backend, { areas: [(deps: AreaDeps) => (made = createNotes(deps))] });
const { table } = made ?? expect.fail('the area was not made');
const app = await buildApp(api.deps);
const call = createInjectCall(app);
afterAll(async () => {
  await app.close();
  await api.close();
});

const newProjects = (user: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const body = { name: `Project ${index}` };
      return (await api.expectStatus(201, createProject, { user, body })).body.data.id;
    }),
  );

/** Makes a note in each of these projects, one after the other, and gives back their ids, newest first. */
const fill = async (projectIds: readonly string[]): Promise<string[]> => {
  const now = new Date().toISOString();
  const notes = projectIds.map((projectId) => ({ projectId, id: idBelowProject(projectId, api.deps.newId()) }));
  const common = { userId: 'ada', text: 'x', createdAt: now, updatedAt: now, version: 1 };
  await Promise.all(notes.map((note) => table.put(recordKey(note.id), { ...note, ...common })));
  return notes.map(({ id }) => id).toReversed();
};

/** Follows the cursors to the end; `between` may change something behind each page. */
const pagesOf = async (
  user: string,
  limit: number,
  between = async (_page: string[]): Promise<unknown> => undefined,
) => {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const { status, data, pagination } = await call(listNotes, { user, query: { limit, cursor } });
    expect(status).toBe(200);
    const page: string[] = data.map(({ id }: { readonly id: string }) => id);
    pages.push(page);
    cursor = pagination.nextCursor ?? undefined;
    await between(page);
  } while (cursor !== undefined);
  return pages;
};

/** Of three projects: one with most of the notes, one with some, one with two, in turns that follow no pattern. */
const turns = '00102000110000210010000';

describe('a list over all projects of a caller', () => {
  it('has the records of all in the order of their age, on pages of any size', async () => {
    const user = 'pager';
    const projects = await newProjects(user, 3);
    const ids = await fill([...turns].map((turn) => projects[Number(turn)] ?? ''));
    for (const limit of [1, 2, 3, 7, 11, 22, 23, 24, 100]) {
      const pages = await pagesOf(user, limit);
      expect(pages.flat(), `pages of ${limit}`).toEqual(ids);
      expect(pages.map((page) => page.length).slice(0, -1)).toEqual(pages.slice(1).map(() => limit));
      expect(pages.at(-1)).not.toEqual([]);
    }
  });

  it('is empty without projects, and without records', async () => {
    expect(await pagesOf('nobody', 5)).toEqual([[]]);
    await newProjects('beginner', 2);
    expect(await pagesOf('beginner', 5)).toEqual([[]]);
  });

  it('reads more projects than queries are sent at once', async () => {
    const user = 'busy';
    const projects = await newProjects(user, 23);
    const ids = await fill([...projects, ...projects.toReversed()]);
    expect((await pagesOf(user, 10)).flat()).toEqual(ids);
  });

  it('goes on behind a record that was deleted, and that is nowhere any more', async () => {
    const user = 'deleter';
    const projects = await newProjects(user, 3);
    const ids = await fill([...turns].map((turn) => projects[Number(turn)] ?? ''));
    const deleteLast = async (page: string[]) => {
      const noteId = page.at(-1) ?? '';
      expect(await call(deleteNote, { user, params: { noteId } })).toMatchObject({ status: 200 });
      await table.delete(recordKey(noteId));
    };
    const pages = await pagesOf(user, 4, deleteLast);
    expect(pages.flat()).toEqual(ids);
    const left = ids.filter((id) => !pages.some((page) => page.at(-1) === id));
    expect((await pagesOf(user, 4)).flat()).toEqual(left);
  });

  it('neither loses nor repeats a record while others are made', async () => {
    const user = 'writer';
    const projects = await newProjects(user, 3);
    const ids = await fill([...turns].map((turn) => projects[Number(turn)] ?? ''));
    expect((await pagesOf(user, 3, () => fill(projects))).flat()).toEqual(ids);
  });

  it('shows what others share, from the next page on without a project that was left or deleted', async () => {
    const [own = '', shared = '', doomed = ''] = [
      ...(await newProjects('reader', 1)),
      ...(await newProjects('host', 2)),
    ];
    for (const projectId of [shared, doomed]) await join(api, projectId, 'reader', 'viewer');
    const ids = await fill([own, shared, doomed, own, shared, doomed]);
    expect((await pagesOf('reader', 2)).flat()).toEqual(ids);
    let pages = 0;
    const loseBoth = async () => {
      pages += 1;
      if (pages > 1) return;
      await removeMember(api, shared, 'reader');
      // Only marked: what belongs to it is not hidden yet.
      await api.stores.projects.update(projectKey(doomed), { set: { deletingAt: new Date().toISOString() } });
    };
    const seen = (await pagesOf('reader', 1, loseBoth)).flat();
    expect(seen).toEqual([ids[0], ids[2], ids[5]]);
  });

  it('has cursors that are good for one caller', async () => {
    const projects = await newProjects('owner of cursors', 2);
    await fill(projects);
    const { pagination } = await call(listNotes, { user: 'owner of cursors', query: { limit: 1 } });
    const query = { limit: 1, cursor: pagination.nextCursor };
    expect(await call(listNotes, { user: 'thief', query })).toMatchObject({ status: 400, code: 'cursor_invalid' });
  });
});
