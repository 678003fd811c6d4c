import type { Doomed } from '../../../records/removal.ts';
import { deleteAll } from '../../../storage/delete-all.ts';
import { documentPrefix } from '../../../storage/keys.ts';
import { writableTable } from '../../../storage/tables.ts';
import type { ProjectStores } from '../project-stores.ts';
import type { DocumentKind } from './document-kind.ts';
import { contentsOf } from './read-document.ts';

/** Removes all versions of a document; may be repeated. */
export const removeDocumentContents = async <Content>(
  { objects }: Pick<ProjectStores, 'objects'>,
  { contents, table }: Pick<DocumentKind<never, Content, never, never>, 'table' | 'contents'>,
  { id }: Doomed,
): Promise<void> => {
  await deleteAll(writableTable(contents), contentsOf(id));
  await objects.deletePrefix(documentPrefix(table, id));
};
