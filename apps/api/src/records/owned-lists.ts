import { byProjectIndex, byUserIndex } from '@snapinfra/platform';
import { attributeNotExists, type Stored, type Table } from '@snapinfra/aws-clients';
import type { Caller } from '../http/caller.ts';
import type { CursorCodec } from '../http/cursor.ts';
import type { Page } from '../http/envelope.ts';
import { projectPartition, userPartition } from '../storage/keys.ts';
import { listPage } from '../storage/list-page.ts';

export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

export interface OwnedLists<Item> {
  ofUser(caller: Caller, query: PageQuery): Promise<Page<Stored<Item>>>;
  /** @throws ProblemError `project_not_found` for a project that is not the caller's */
  ofProject(caller: Caller, projectId: string, query: PageQuery): Promise<Page<Stored<Item>>>;
}

export interface OwnedListsDeps {
  readonly cursors: CursorCodec;
  readonly projects: {
    /** Rejects for a project that is not the caller's. */
    require(caller: Caller, projectId: string): Promise<unknown>;
  };
}

const isListed = attributeNotExists('deletingAt');

/** The records of one table by their owner and by their project, newest first. `name` tells their cursors from others. */
export const createOwnedLists = <Item>(
  { cursors, projects }: OwnedListsDeps,
  table: Pick<Table<Item>, 'queryPage'>,
  name: string,
): OwnedLists<Item> => ({
  ofUser: ({ userId }, { limit, cursor }) => {
    const query = { index: byUserIndex.indexName, partition: userPartition(userId), filter: isListed };
    return listPage(table, cursors, { userId, list: [name], limit, cursor }, query);
  },
  ofProject: async (caller, projectId, { limit, cursor }) => {
    const request = { userId: caller.userId, list: [name, projectId], limit, cursor };
    const query = { index: byProjectIndex.indexName, partition: projectPartition(projectId), filter: isListed };
    const [page] = await Promise.all([listPage(table, cursors, request, query), projects.require(caller, projectId)]);
    return page;
  },
});
