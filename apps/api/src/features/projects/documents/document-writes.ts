import { allOf, equals, itemIsNew, type DocumentStore, type TransactionItem } from '@snapinfra/aws-clients';
import { isAlive } from '../../../storage/conditions.ts';
import { recordKey } from '@snapinfra/platform';
import { documentPrefix } from '../../../storage/keys.ts';
import type { DocumentDraft, DocumentKind } from './document-kind.ts';
import type { DocumentRecord } from './document-record.ts';

/** As much of a kind as writing takes. */
type WrittenKind<Counts, Content, Document> = Pick<
  DocumentKind<Counts, Content, Document, never>,
  'records' | 'contents' | 'contentKeyOf' | 'toContent' | 'keepsVersions'
>;

/** The record of a new document, whose first version is the draft. */
export const newRecord = <Counts>(draft: DocumentDraft<Counts, unknown>, primary: boolean): DocumentRecord<Counts> => ({
  id: draft.id,
  userId: draft.userId,
  projectId: draft.projectId,
  name: draft.name,
  primary,
  latestVersion: draft.documentVersion,
  counts: draft.counts,
  createdAt: draft.now,
  updatedAt: draft.now,
  version: 1,
});

const contentPut = <Counts, Content, Document>(
  { contents, contentKeyOf, toContent, keepsVersions }: WrittenKind<Counts, Content, Document>,
  draft: DocumentDraft<Counts, Document>,
): TransactionItem<unknown> =>
  contents.toPut(
    contentKeyOf(draft.id, draft.documentVersion),
    toContent(draft),
    keepsVersions ? { condition: itemIsNew } : {},
  );

/** Writes a new document with its first version. */
export const newDocumentWrites = <Counts, Content, Document>(
  kind: WrittenKind<Counts, Content, Document>,
  draft: DocumentDraft<Counts, Document>,
  primary: boolean,
): TransactionItem<unknown>[] => [
  kind.records.toPut(recordKey(draft.id), newRecord(draft, primary), { condition: itemIsNew }),
  contentPut(kind, draft),
];

/** Writes the version after the one that the document has: refused when another one came between. */
export const nextVersionWrites = <Counts, Content, Document>(
  kind: WrittenKind<Counts, Content, Document>,
  draft: DocumentDraft<Counts, Document>,
): TransactionItem<unknown>[] => {
  const { name, documentVersion: latestVersion, counts, now: updatedAt } = draft;
  const change = { set: { name, latestVersion, counts, updatedAt }, add: { version: 1 } };
  const condition = allOf(isAlive, equals('latestVersion', latestVersion - 1));
  return [kind.records.toUpdate(recordKey(draft.id), change, { condition }), contentPut(kind, draft)];
};

/** Stores a document: inline, or as an object under a new key, so that no object is ever overwritten. */
export const encodeDocument = (
  { documents, newId }: { readonly documents: DocumentStore; readonly newId: () => string },
  { table }: Pick<DocumentKind<never, never, never, never>, 'table'>,
  id: string,
  document: unknown,
) => documents.encode(document, { objectKey: `${documentPrefix(table, id)}${newId()}.json.gz` });
