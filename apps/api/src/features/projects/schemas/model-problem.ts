import type { DocumentStore } from '@snapinfra/aws-clients';
import { refuse, type ProblemError } from '../../../http/problem-error.ts';
import type { StoredVersion } from '../../project-access.ts';
import type { ReadModel } from './read-model.ts';

export interface ModelProblemDeps {
  readonly documents: Pick<DocumentStore, 'decode'>;
  readonly readModel: ReadModel;
}

/** Why nothing is generated from a version of a schema: the errors of its model. */
export const modelProblem = async (
  { documents, readModel }: ModelProblemDeps,
  { document }: Pick<StoredVersion, 'document'>,
): Promise<ProblemError> => {
  const { issues } = await readModel(await documents.decode(document));
  const errors = issues.filter(({ severity }) => severity === 'error');
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const first = errors[0]?.message ?? 'it can be saved only';
  return refuse('model_invalid', `The data model has errors: ${first}${more}`, {
    errors: errors.map(({ path, code, message }) => ({ path, code, message })),
  });
};
