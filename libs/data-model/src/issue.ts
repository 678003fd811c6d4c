import type { Relationship } from './relationship.schema.ts';
import { issueCodes, type IssueCode } from './issue-codes.ts';
import type { Severity } from './severity.ts';

/** Something that a model's author should know. */
export interface Issue {
  readonly severity: Severity;
  /** JSON pointer (RFC 6901) into the document that was sent; `''` is the whole document. */
  readonly path: string;
  readonly code: IssueCode;
  /** One sentence that names the table, the field and what is allowed. */
  readonly message: string;
  /** What would mend it, where that is known: ready to be pasted. */
  readonly suggestion?: Suggestion;
}

/** Something to add to the document. */
export interface Suggestion {
  /** For the document's `relationships`, whatever its dialect. */
  readonly relationship: Relationship;
}

/** Beyond this many issues a document's issues are cut off, with `more_issues` as the last one. */
export const maximumIssues = 10_000;

/** Collects issues; the severity follows from the code. */
export interface IssueList {
  readonly issues: readonly Issue[];
  add(code: IssueCode, path: string, message: string, suggestion?: Suggestion): void;
}

export const createIssueList = (): IssueList => {
  const issues: Issue[] = [];
  return {
    issues,
    add: (code, path, message, suggestion) => {
      if (issues.length > maximumIssues) return;
      if (issues.length === maximumIssues) {
        const text = `More than ${maximumIssues} problems; only the first ${maximumIssues} are listed.`;
        issues.push({ severity: 'error', path: '', code: 'more_issues', message: text });
        return;
      }
      issues.push({ severity: issueCodes[code].severity, path, code, message, ...(suggestion && { suggestion }) });
    },
  };
};

/** Whether any of the issues keeps the model from being generated. */
export const hasErrors = (issues: readonly Issue[]): boolean => issues.some(({ severity }) => severity === 'error');

/**
 * Whether an issue is about the document's shape or size. Such documents are not even saved; a draft with any other
 * issue is.
 */
export const blocksSaving = (issue: Issue): boolean => issueCodes[issue.code].blocksSaving;
