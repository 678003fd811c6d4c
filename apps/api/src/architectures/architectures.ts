import {
  architectureContentKey,
  byProjectIndex,
  byUserIndex,
  type Architecture,
  type ArchitectureSummary,
} from '@snapinfra/contracts';
import { attributeNotExists } from '@snapinfra/aws-clients';
import type { Background } from '../background.ts';
import type { Clock, NewId } from '../clock.ts';
import type { Caller } from '../http/caller.ts';
import type { CursorCodec } from '../http/cursor.ts';
import type { Page } from '../http/envelope.ts';
import { requireProject } from '../projects/read-project.ts';
import { projectPartition, userPartition } from '../storage/keys.ts';
import { listPage, mapPage } from '../storage/list-page.ts';
import type { Stores } from '../storage/stores.ts';
import { toArchitecture, toArchitectureSummary } from './architecture-view.ts';
import { createDeleteArchitecture } from './delete-architecture.ts';
import {
  createCreateArchitecture,
  createUpdateArchitecture,
  decodeArchitecture,
  readArchitectureItems,
} from './save-architecture.ts';

export interface ArchitecturesDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly cursors: CursorCodec;
  readonly background: Background;
}

interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

const alive = attributeNotExists('deletingAt');

const createReadArchitecture =
  ({ stores }: Pick<ArchitecturesDeps, 'stores'>) =>
  async (caller: Caller, id: string): Promise<Architecture> => {
    const { record, content } = await readArchitectureItems(stores, caller, id);
    return toArchitecture(record, await decodeArchitecture(stores, content));
  };

const createList =
  ({ stores, cursors }: ArchitecturesDeps) =>
  async ({ userId }: Caller, { limit, cursor }: PageQuery): Promise<Page<ArchitectureSummary>> => {
    const query = { index: byUserIndex.indexName, partition: userPartition(userId), filter: alive };
    const page = await listPage(
      stores.architectures,
      cursors,
      { userId, list: ['architectures'], limit, cursor },
      query,
    );
    return mapPage(page, toArchitectureSummary);
  };

const createListOfProject =
  ({ stores, cursors }: ArchitecturesDeps) =>
  async (caller: Caller, projectId: string, { limit, cursor }: PageQuery): Promise<Page<Architecture>> => {
    const request = { userId: caller.userId, list: ['architectures', projectId], limit, cursor };
    const query = { index: byProjectIndex.indexName, partition: projectPartition(projectId), filter: alive };
    const [page] = await Promise.all([
      listPage(stores.architectures, cursors, request, query),
      requireProject(stores, caller, projectId),
    ]);
    const contents = await stores.architectureContents.batchGet(page.items.map(({ id }) => architectureContentKey(id)));
    const complete = page.items.map(async (record, index) => {
      const content = contents[index];
      return content && toArchitecture(record, await decodeArchitecture(stores, content));
    });
    const present = (await Promise.all(complete)).filter((architecture) => architecture !== undefined);
    return { items: present, nextCursor: page.nextCursor };
  };

/** What can be done with architectures. */
export const createArchitectures = (deps: ArchitecturesDeps) => ({
  create: createCreateArchitecture(deps),
  update: createUpdateArchitecture(deps),
  read: createReadArchitecture(deps),
  remove: createDeleteArchitecture(deps),
  list: createList(deps),
  listOfProject: createListOfProject(deps),
});
export type Architectures = ReturnType<typeof createArchitectures>;
