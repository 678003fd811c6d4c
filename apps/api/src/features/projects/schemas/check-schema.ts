import type { SchemaDocument } from '@snapinfra/contracts';
import { blocksSaving, type Issue } from '@snapinfra/data-model';
import { refuse } from '../../../http/problem-error.ts';
import { listIssues } from './list-issues.ts';
import type { ReadModel } from './read-model.ts';

/** What is known of a schema once it was looked at. */
export interface CheckedSchema {
  /** As answers list them. */
  readonly issues: Issue[];
  readonly tableCount: number;
  readonly errorCount: number;
  readonly warningCount: number;
}

/**
 * Looks at a schema before it is saved. Drafts may have errors of every kind: only shape and limits keep one from being
 * saved. `at` is where the schema stands in the body.
 *
 * @throws ProblemError `validation_failed` with the places
 */
export const checkSchema = async (readModel: ReadModel, document: SchemaDocument, at = ''): Promise<CheckedSchema> => {
  const { issues } = await readModel(document);
  const blocking = issues.filter(blocksSaving);
  const [first] = blocking;
  if (first) {
    const errors = blocking.map(({ path, code, message }) => ({ path: `${at}${path}`, code, message }));
    const more = blocking.length > 1 ? ` (and ${blocking.length - 1} more)` : '';
    throw refuse('validation_failed', `The schema is not valid at ${at}${first.path || '/'}: ${first.message}${more}`, {
      errors,
    });
  }
  const errorCount = issues.filter(({ severity }) => severity === 'error').length;
  return {
    issues: listIssues(issues),
    tableCount: document.tables.length,
    errorCount,
    warningCount: issues.filter(({ severity }) => severity === 'warning').length,
  };
};
