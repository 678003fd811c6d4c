import type { Caller } from '../../../http/caller.ts';
import type { CursorCodec } from '../../../http/cursor.ts';
import type { Page } from '../../../http/envelope.ts';
import { createOwnedLists, type PageQuery } from '../../../records/owned-lists.ts';
import type { ProjectStores } from '../project-stores.ts';
import { requireProject } from '../read-project.ts';
import type { DocumentKind } from './document-kind.ts';
import type { DocumentRecord } from './document-record.ts';

export interface ListDocumentsDeps {
  readonly stores: Pick<ProjectStores, 'projects'>;
  readonly cursors: CursorCodec;
}

export interface ListDocuments<Counts, Whole> {
  /** A user's, newest first, without their contents. */
  list(caller: Caller, query: PageQuery): Promise<Page<DocumentRecord<Counts>>>;
  /** A project's, newest first, each with its newest version. @throws ProblemError `project_not_found` */
  listOfProject(caller: Caller, projectId: string, query: PageQuery): Promise<Page<Whole>>;
}

export const createListDocuments = <Counts, Content, Document, Whole>(
  { stores, cursors }: ListDocumentsDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
): ListDocuments<Counts, Whole> => {
  const projects = { require: (caller: Caller, projectId: string) => requireProject(stores, caller, projectId) };
  const lists = createOwnedLists({ cursors, projects }, kind.records, kind.table);
  return {
    list: lists.ofUser,
    listOfProject: async (caller, projectId, query) => {
      const page = await lists.ofProject(caller, projectId, query);
      const keys = page.items.map(({ id, latestVersion }) => kind.contentKeyOf(id, latestVersion));
      const contents = await kind.contents.batchGet(keys);
      const complete = page.items.map(async (record, index) => {
        const content = contents[index];
        return content && kind.toWhole(record, content, await kind.decode(content));
      });
      const present = (await Promise.all(complete)).filter((whole) => whole !== undefined);
      return { items: present, nextCursor: page.nextCursor };
    },
  };
};
