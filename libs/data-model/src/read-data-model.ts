import type { DataModel } from './data-model.schema.ts';
import { cutToDocument, documentIssues, originOf } from './document/draft.ts';
import { readDocument } from './document/read-document.ts';
import { createIssueList, hasErrors, type Issue } from './issue.ts';
import { resolveInto } from './resolve-model.ts';
import type { ResolvedModel } from './resolved-model.ts';

export interface DataModelReading {
  /** The canonical model, where the document could be read without an error. */
  readonly model: DataModel | undefined;
  /** The model with its questions answered, where no issue is an error: what code is generated from. */
  readonly resolved: ResolvedModel | undefined;
  /** Everything that is wrong with the document or worth knowing, with paths into the document as it was sent. */
  readonly issues: Issue[];
}

/**
 * Reads a document of any dialect, checks it and answers its open questions. What could not be read does not keep the
 * rest from being checked, so that an author sees everything at once.
 */
export const readDataModel = (document: unknown): DataModelReading => {
  const draft = readDocument(document);
  const readable = !hasErrors(draft.issues.issues);
  const list = createIssueList();
  const resolved = resolveInto(draft.model, draft.unreadableFields, list);
  const found = list.issues.map((issue) => ({
    ...issue,
    path: cutToDocument(document, originOf(draft.origins, issue.path)),
  }));
  const issues = [...documentIssues(draft, document), ...found];
  return {
    model: readable ? draft.model : undefined,
    resolved: hasErrors(issues) ? undefined : resolved,
    issues,
  };
};
