import type { SchemaVersionListItem } from '@snapinfra/contracts';
import { recordKey, type SchemaVersionItem } from '@snapinfra/platform';
import type { Stored } from '@snapinfra/aws-clients';
import { createReading, type Reading } from '../../../access/reading.ts';
import type { CursorCodec } from '../../../http/cursor.ts';
import type { Page } from '../../../http/envelope.ts';
import { visible } from '../../../records/owned-record.ts';
import { listPage, mapPage } from '../../../storage/list-page.ts';
import { contentsOf } from '../documents/read-document.ts';
import type { SchemaKind } from './schema-kind.ts';
import { toVersionListItem } from './schema-view.ts';

export interface ListVersionsDeps {
  readonly kind: SchemaKind;
  readonly cursors: CursorCodec;
}

/** The versions of the schema that a path names, newest first. */
export const versionsReading = ({ kind, cursors }: ListVersionsDeps): Reading<Page<Stored<SchemaVersionItem>>> =>
  createReading(async ({ caller, id, query: { limit, cursor } }, batch) => {
    const page = { limit: limit as number | undefined, cursor: cursor as string | undefined };
    const request = { userId: caller.userId, list: ['schema versions', id], ...page };
    const [record, versions] = await Promise.all([
      batch.get(kind.records.toGet(recordKey(id))),
      listPage(kind.contents, cursors, request, contentsOf(id)),
    ]);
    visible(record, kind.notFound, id);
    return versions;
  });

export const toVersionList = (page: Page<SchemaVersionItem>): Page<SchemaVersionListItem> =>
  mapPage(page, toVersionListItem);
