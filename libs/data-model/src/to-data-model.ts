import type { DataModel } from './data-model.schema.ts';
import { documentIssues } from './document/draft.ts';
import { readDocument } from './document/read-document.ts';
import { hasErrors, type Issue } from './issue.ts';

/**
 * Derives the canonical model from a document in any dialect: the canonical form itself, the designer's, or the older
 * one. The document is not changed. Issues are those of its shape and words (their paths point into the document);
 * whether the model makes sense is said by `resolveModel`. `model` is undefined when any of the issues is an error.
 */
export const toDataModel = (document: unknown): { model: DataModel | undefined; issues: Issue[] } => {
  const draft = readDocument(document);
  const issues = documentIssues(draft, document);
  return { model: hasErrors(issues) ? undefined : draft.model, issues };
};
