import type { ArchitectureDocument, SchemaDocument } from '@snapinfra/contracts';
import type { Issue } from '@snapinfra/data-model';
import type { ArchitectureKind } from './architectures/architecture-kind.ts';
import { checkSentDocument, type SentDocument, type SentDocumentDeps } from './documents/sent-document.ts';
import type { DocumentWrites } from './project-content-writes.ts';
import type { ProjectRecord } from './project-record.ts';
import type { SchemaKind } from './schemas/schema-kind.ts';

/** The documents with addresses of their own that came with a project. */
export interface SentDocuments {
  /** The schema's. */
  readonly issues: Issue[];
  /** The members of the project's record that show them. */
  shownAfter(before: ProjectRecord | undefined, projectId: string): Partial<ProjectRecord>;
  /** The writes that save them, for a user. `after` has the members above. */
  writes(before: ProjectRecord | undefined, after: ProjectRecord, userId: string): Promise<DocumentWrites>[];
}

export interface SentBody {
  readonly schema?: SchemaDocument;
  readonly architecture?: ArchitectureDocument | null;
}

/** @throws ProblemError `validation_failed` with the places in the body */
export type CheckSentDocuments = (body: SentBody) => Promise<SentDocuments>;

export interface CheckSentDocumentsDeps extends SentDocumentDeps {
  readonly schemaKind: SchemaKind;
  readonly architectureKind: ArchitectureKind;
}

/** Checks what came with a project, before anything of it is stored. */
export const createCheckSentDocuments =
  (deps: CheckSentDocumentsDeps): CheckSentDocuments =>
  async ({ schema, architecture }) => {
    const checks: Promise<SentDocument>[] = [];
    if (schema) checks.push(checkSentDocument(deps, deps.schemaKind, schema, '/schema'));
    if (architecture) checks.push(checkSentDocument(deps, deps.architectureKind, architecture, '/architecture'));
    const sent = await Promise.all(checks);
    return {
      issues: sent.flatMap(({ issues }) => issues),
      shownAfter: (before, projectId) =>
        Object.assign({}, ...sent.map((document) => document.shownAfter(before, projectId))),
      writes: (before, after, userId) => sent.map((document) => document.writes(before, after, userId)),
    };
  };
