import type { SchemaDocument } from '@snapinfra/contracts';
import { blocksSaving, type Issue } from '@snapinfra/data-model';
import { refuse } from '../../../http/problem-error.ts';
import { listIssues } from './list-issues.ts';
import type { CheckedDocument } from '../documents/document-kind.ts';
import type { ReadModel } from './read-model.ts';
import type { SchemaCounts } from './schema-kind.ts';

/**
 * Looks at a schema before it is saved. Drafts may have errors of every kind: only shape and limits keep one from being
 * saved. `at` is where the schema stands in the body.
 *
 * @throws ProblemError `validation_failed` with the places
 */
export const checkSchema = async (
  readModel: ReadModel,
  document: SchemaDocument,
  at = '',
): Promise<CheckedDocument<SchemaCounts>> => {
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
  const countOf = (wanted: Issue['severity']) => issues.filter(({ severity }) => severity === wanted).length;
  return {
    issues: listIssues(issues),
    counts: { tableCount: document.tables.length, errorCount: countOf('error'), warningCount: countOf('warning') },
  };
};
