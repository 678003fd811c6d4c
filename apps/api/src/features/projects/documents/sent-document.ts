import type { Issue } from '@snapinfra/data-model';
import { idBelowProject } from '@snapinfra/platform';
import type { NewId } from '../../../runtime/new-id.ts';
import { jsonBytesOf } from '../../../storage/document-size.ts';
import { contentWrite, nothingToWrite, type DocumentWrites } from '../project-content-writes.ts';
import { shownToken } from '../project-parts.ts';
import type { ProjectRecord } from '../project-record.ts';
import type { ProjectStores } from '../project-stores.ts';
import type { DocumentKind } from './document-kind.ts';
import { encodeDocument, newDocumentWrites, nextVersionWrites } from './document-writes.ts';

/** A document that came with a project, checked; it becomes the next version of the one that the project shows, or its first. */
export interface SentDocument {
  readonly issues: Issue[];
  /** The members of the project's record that show it. */
  shownAfter(before: ProjectRecord | undefined, projectId: string): Partial<ProjectRecord>;
  /** Its record, its version and the project's copy. `after` has the members above. */
  writes(before: ProjectRecord | undefined, after: ProjectRecord, userId: string): Promise<DocumentWrites>;
}

export interface SentDocumentDeps {
  readonly stores: Pick<ProjectStores, 'documents' | 'projectContents'>;
  readonly newId: NewId;
}

/** Checks a document that came with a project. @throws ProblemError `validation_failed`; `at` is where it stands in the body */
export const checkSentDocument = async <Counts, Content, Document, Whole>(
  { stores, newId }: SentDocumentDeps,
  kind: DocumentKind<Counts, Content, Document, Whole>,
  document: Document,
  at: string,
): Promise<SentDocument> => {
  const { counts, issues } = await kind.check(document, at);
  const { shown, part } = kind;
  return {
    issues,
    shownAfter: (before, projectId) => {
      const id = before && shown.idOf(before);
      const version = ((before && shown.versionOf(before)) ?? 0) + 1;
      return shown.members({ id: id ?? idBelowProject(projectId, newId()), version, counts });
    },
    writes: async (before, after, userId) => {
      const id = shown.idOf(after);
      const documentVersion = shown.versionOf(after);
      if (id === undefined || documentVersion === undefined) return nothingToWrite;
      const { id: projectId, updatedAt: now } = after;
      const stored = await encodeDocument({ ...stores, newId }, kind, id, document);
      const name = kind.nameOf(document) ?? after.name;
      const draft = { id, userId, projectId, name, documentVersion, counts, document, stored, now };
      const isNew = before === undefined || shown.idOf(before) === undefined;
      const writes = isNew ? newDocumentWrites(kind, draft, true) : nextVersionWrites(kind, draft);
      const copy = contentWrite(stores, projectId, part, {
        token: shownToken(id, documentVersion),
        document: stored,
      });
      const bytes = jsonBytesOf(stored);
      return {
        items: [...writes, copy],
        sizes: shown.members({ id, version: documentVersion, counts, bytes }),
      };
    },
  };
};
