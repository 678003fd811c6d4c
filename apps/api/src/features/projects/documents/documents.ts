import type { DueSweepDeps } from '@snapinfra/jobs';
import { createRemoval, type Removal } from '../../../records/removal.ts';
import {
  createDeleteDocument,
  removeDocumentContents,
  type DeleteDocument,
  type DeleteDocumentDeps,
} from './delete-document.ts';
import type { DocumentKind } from './document-kind.ts';
import { createListDocuments, type ListDocuments, type ListDocumentsDeps } from './list-documents.ts';
import { createSaveDocument, type SaveDocument, type SaveDocumentDeps } from './save-document.ts';

export type DocumentsDeps = SaveDocumentDeps & DeleteDocumentDeps & ListDocumentsDeps & DueSweepDeps;

/** The functions of the documents of any kind. */
export interface Documents<Counts, Document, Whole> extends SaveDocument<Document>, ListDocuments<Counts, Whole> {
  readonly remove: DeleteDocument;
  readonly removal: Removal;
}

export const createDocuments = <Counts, Content, Document, Whole>(
  deps: DocumentsDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
): Documents<Counts, Document, Whole> => ({
  ...createSaveDocument(deps, kind),
  ...createListDocuments(deps, kind),
  remove: createDeleteDocument(deps, kind),
  removal: createRemoval(deps, {
    table: kind.records,
    keyOf: kind.keyOf,
    removeContents: (record) => removeDocumentContents(deps.stores, kind, record),
  }),
});
