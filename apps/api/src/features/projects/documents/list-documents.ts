import type { Stored } from '@snapinfra/aws-clients';
import type { Caller } from '../../../http/caller.ts';
import type { Page } from '../../../http/envelope.ts';
import type { Reading } from '../../../access/reading.ts';
import type { PageQuery } from '../../../records/merged-page.ts';
import { createOwnedLists, type OwnedListsDeps } from '../../../records/owned-lists.ts';
import type { DocumentKind } from './document-kind.ts';
import type { DocumentRecord } from './document-record.ts';

export interface ListDocuments<Counts, Whole> {
  /** Those of all projects of a caller, newest first, without their contents. */
  list(caller: Caller, query: PageQuery): Promise<Page<DocumentRecord<Counts>>>;
  /** A page of the records of the project that a path names, newest first. */
  readonly ofProject: Reading<Page<Stored<DocumentRecord<Counts>>>>;
  /** The same records, each with its newest version. */
  complete(page: Page<Stored<DocumentRecord<Counts>>>): Promise<Page<Whole>>;
}

export const createListDocuments = <Counts, Content, Document, Whole>(
  deps: OwnedListsDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
): ListDocuments<Counts, Whole> => {
  const lists = createOwnedLists(deps, kind.records, kind.table);
  return {
    list: lists.ofCaller,
    ofProject: lists.ofProject,
    complete: async ({ items, nextCursor }) => {
      const keys = items.map(({ id, latestVersion }) => kind.contentKeyOf(id, latestVersion));
      const contents = await kind.contents.batchGet(keys);
      const complete = items.map(async (record, index) => {
        const content = contents[index];
        return content && kind.toWhole(record, content, await kind.decode(content));
      });
      const present = (await Promise.all(complete)).filter((whole) => whole !== undefined);
      return { items: present, nextCursor };
    },
  };
};
