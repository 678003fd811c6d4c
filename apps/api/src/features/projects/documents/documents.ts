import type { Stored } from '@snapinfra/aws-clients';
import type { DueSweepDeps } from '@snapinfra/jobs';
import type { Reading } from '../../../access/reading.ts';
import { recordOrMarkReading } from '../../../records/owned-record.ts';
import type { OwnedListsDeps } from '../../../records/owned-lists.ts';
import { createRemoval, type Removal } from '../../../records/removal.ts';
import { createDeleteDocument, type DeleteDocument, type DeleteDocumentDeps } from './delete-document.ts';
import { removeDocumentContents } from './remove-document.ts';
import type { DocumentKind, RecordAndContent } from './document-kind.ts';
import type { DocumentRecord } from './document-record.ts';
import { createListDocuments, type ListDocuments } from './list-documents.ts';
import { newestReading } from './read-document.ts';
import { createSaveDocument, type SaveDocument, type SaveDocumentDeps } from './save-document.ts';

export type DocumentsDeps = SaveDocumentDeps & DeleteDocumentDeps & OwnedListsDeps & DueSweepDeps;

/** The functions of the documents of any kind. */
export interface Documents<Counts, Content, Document, Whole>
  extends SaveDocument<Counts, Content, Document>, ListDocuments<Counts, Whole> {
  /** The document that a path names with its newest version. */
  readonly newest: Reading<RecordAndContent<Counts, Content>>;
  /** Its record, also where it is being deleted. */
  readonly recordOrItsMark: Reading<Stored<DocumentRecord<Counts>>>;
  readonly remove: DeleteDocument<Counts>;
  readonly removal: Removal;
}

export const createDocuments = <Counts, Content, Document, Whole>(
  deps: DocumentsDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
): Documents<Counts, Content, Document, Whole> => ({
  newest: newestReading(kind),
  recordOrItsMark: recordOrMarkReading(kind),
  ...createSaveDocument(deps, kind),
  ...createListDocuments(deps, kind),
  remove: createDeleteDocument(deps, kind),
  removal: createRemoval(deps, {
    table: kind.records,
    removeContents: (record) => removeDocumentContents(deps.stores, kind, record),
  }),
});
