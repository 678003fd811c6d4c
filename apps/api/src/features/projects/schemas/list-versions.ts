import type { SchemaVersionListItem } from '@snapinfra/contracts';
import type { Caller } from '../../../http/caller.ts';
import type { CursorCodec } from '../../../http/cursor.ts';
import type { Page } from '../../../http/envelope.ts';
import { requireRecord } from '../../../records/owned-record.ts';
import { listPage, mapPage } from '../../../storage/list-page.ts';
import type { PageQuery } from '../../../records/owned-lists.ts';
import { contentsOf } from '../documents/read-document.ts';
import type { SchemaKind } from './schema-kind.ts';
import { toVersionListItem } from './schema-view.ts';

export interface ListVersionsDeps {
  readonly kind: SchemaKind;
  readonly cursors: CursorCodec;
}

export type ListVersions = (caller: Caller, schemaId: string, query: PageQuery) => Promise<Page<SchemaVersionListItem>>;

/** The versions of a schema, newest first. */
export const createListVersions =
  ({ kind, cursors }: ListVersionsDeps): ListVersions =>
  async (caller, schemaId, { limit, cursor }) => {
    const request = { userId: caller.userId, list: ['schema versions', schemaId], limit, cursor };
    const [page] = await Promise.all([
      listPage(kind.contents, cursors, request, contentsOf(kind, schemaId)),
      requireRecord(kind, caller, schemaId),
    ]);
    return mapPage(page, toVersionListItem);
  };
