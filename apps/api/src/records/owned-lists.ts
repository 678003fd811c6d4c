import type { Stored } from '@snapinfra/aws-clients';
import type { Caller } from '../http/caller.ts';
import type { CursorCodec } from '../http/cursor.ts';
import type { Page } from '../http/envelope.ts';
import { createReading, type Reading } from '../access/reading.ts';
import { listPage } from '../storage/list-page.ts';
import type { RequestTable } from '../storage/tables.ts';
import type { ListMemberships } from './list-memberships.ts';
import { mergedPage, type PageQuery } from './merged-page.ts';
import { recordsOfProject } from './records-of-project.ts';

export interface OwnedLists<Item> {
  /** Of all projects that the caller is a member of, newest first. */
  ofCaller(caller: Caller, query: PageQuery): Promise<Page<Stored<Item>>>;
  /** A project's, newest first; the project is the one that the request names. */
  readonly ofProject: Reading<Page<Stored<Item>>>;
}

export interface OwnedListsDeps {
  readonly cursors: CursorCodec;
  readonly memberships: ListMemberships;
}

/** The records of one table, of one project and of all of a caller's. `name` tells their cursors from others. */
export const createOwnedLists = <Item extends { readonly id: string; readonly projectId: string }>(
  { cursors, memberships }: OwnedListsDeps,
  table: Pick<RequestTable<Item>, 'queryPage'>,
  name: string,
): OwnedLists<Item> => ({
  ofCaller: async (caller, query) => {
    const projectIds = await memberships.projectIdsOf(caller);
    const scope = { userId: caller.userId, query: [name] };
    const [page, living] = await Promise.all([
      mergedPage({ table, cursors, scope }, projectIds, query),
      memberships.livingOf(projectIds),
    ]);
    return { ...page, items: page.items.filter(({ projectId }) => living.has(projectId)) };
  },
  ofProject: createReading(async ({ caller, projectId, query: { limit, cursor } }) => {
    const page = { limit: limit as number | undefined, cursor: cursor as string | undefined };
    const request = { userId: caller.userId, list: [name, projectId], ...page };
    return listPage(table, cursors, request, recordsOfProject(projectId));
  }),
});
