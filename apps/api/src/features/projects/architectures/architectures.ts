import { type Architecture, type ArchitectureSummary } from '@snapinfra/contracts';
import { architectureContentKey } from './architecture-record.ts';
import type { Background } from '../../../background.ts';
import type { Clock, NewId } from '../../../clock.ts';
import type { Caller } from '../../../http/caller.ts';
import type { CursorCodec } from '../../../http/cursor.ts';
import type { Page } from '../../../http/envelope.ts';
import { mapPage } from '../../../storage/list-page.ts';
import { createOwnedLists, type PageQuery } from '../../../storage/owned-lists.ts';
import type { Stores } from '../../../storage/stores.ts';
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

const createReadArchitecture =
  ({ stores }: Pick<ArchitecturesDeps, 'stores'>) =>
  async (caller: Caller, id: string): Promise<Architecture> => {
    const { record, content } = await readArchitectureItems(stores, caller, id);
    return toArchitecture(record, await decodeArchitecture(stores, content));
  };

const createList = (deps: ArchitecturesDeps) => {
  const lists = createOwnedLists(deps, deps.stores.architectures, 'architectures');
  return async (caller: Caller, query: PageQuery): Promise<Page<ArchitectureSummary>> =>
    mapPage(await lists.ofUser(caller, query), toArchitectureSummary);
};

const createListOfProject = (deps: ArchitecturesDeps) => {
  const { stores } = deps;
  const lists = createOwnedLists(deps, stores.architectures, 'architectures');
  return async (caller: Caller, projectId: string, query: PageQuery): Promise<Page<Architecture>> => {
    const page = await lists.ofProject(caller, projectId, query);
    const contents = await stores.architectureContents.batchGet(page.items.map(({ id }) => architectureContentKey(id)));
    const complete = page.items.map(async (record, index) => {
      const content = contents[index];
      return content && toArchitecture(record, await decodeArchitecture(stores, content));
    });
    const present = (await Promise.all(complete)).filter((architecture) => architecture !== undefined);
    return { items: present, nextCursor: page.nextCursor };
  };
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
