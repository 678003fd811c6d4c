import { allOf, equals, itemExists } from '@snapinfra/aws-clients';
import { isIdBelowProject, projectIdOf, recordKey, SchemaVersionItem } from '@snapinfra/platform';
import { Value } from 'typebox/value';
import { notFound, ProblemError, refuse } from '../../../http/problem-error.ts';
import type { ChosenSchema, ProjectAccess, SchemaChoice } from '../../project-access.ts';
import { projectKey } from '../../../access/project-head.ts';
import { visible } from '../../../records/owned-record.ts';
import type { ProjectRecord } from '../project-record.ts';
import type { ProjectStores } from '../project-stores.ts';
import type { ReadModel } from './read-model.ts';
import type { SchemaKind, SchemaRecord } from './schema-kind.ts';

export interface ChooseSchemaDeps {
  readonly stores: Pick<ProjectStores, 'projects'>;
  readonly kind: SchemaKind;
  readonly readModel: ReadModel;
}

type Chosen = Pick<ChosenSchema, 'schemaId' | 'schemaVersion'>;

/** The newest version of the project's own schema, unless another one is asked for. */
const choose = (
  project: ProjectRecord,
  other: SchemaRecord | undefined,
  choice: SchemaChoice,
): Chosen | ProblemError => {
  const schemaId = choice.schemaId ?? project.schemaId;
  if (schemaId === undefined) {
    return refuse('schema_missing', `The project ${JSON.stringify(project.name)} has no schema: save one first.`);
  }
  const isOwn = schemaId === project.schemaId;
  const belongs = isOwn || (other?.projectId === project.id && !other.deletingAt);
  if (!belongs) return notFound('schema_not_found', schemaId);
  const newest = isOwn ? project.schemaVersion : other?.latestVersion;
  return { schemaId, schemaVersion: choice.schemaVersion ?? newest ?? 1 };
};

/** Why a version can't be generated from: it is not there, or its model has errors, which are listed. */
const versionProblem = async (
  { kind, readModel }: ChooseSchemaDeps,
  { schemaVersion }: Chosen,
  existing: unknown,
): Promise<ProblemError> => {
  if (!Value.Check(SchemaVersionItem, existing)) {
    return refuse('schema_not_found', `The schema has no version ${schemaVersion}.`);
  }
  const { issues } = await readModel(await kind.decode(existing));
  const errors = issues.filter(({ severity }) => severity === 'error');
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const first = errors[0]?.message ?? 'it can be saved only';
  return refuse('model_invalid', `The data model has errors: ${first}${more}`, {
    errors: errors.map(({ path, code, message }) => ({ path, code, message })),
  });
};

const isGood = allOf(itemExists, equals('errorCount', 0));

/** Whether an id may be that of something in the project: others are not even looked for. */
const mayBeIn = (projectId: string, id: string | undefined): id is string =>
  id !== undefined && isIdBelowProject(id) && projectIdOf(id) === projectId;

/** Chooses the version of a schema that something is made from, and says what has to hold when that is written. */
export const createChooseSchema =
  (deps: ChooseSchemaDeps): ProjectAccess['chooseSchema'] =>
  async (projectId, choice, batch) => {
    const { stores, kind } = deps;
    const [found, other] = await Promise.all([
      batch.get(stores.projects.toGet(projectKey(projectId))),
      mayBeIn(projectId, choice.schemaId) ? batch.get(kind.records.toGet(recordKey(choice.schemaId))) : undefined,
    ]);
    const project = visible(found, 'project_not_found', projectId);
    const chosen = choose(project, other, choice);
    if (chosen instanceof ProblemError) return { project, schema: chosen };
    const schema: ChosenSchema = {
      ...chosen,
      checks: [kind.contents.toCheck(kind.contentKeyOf(chosen.schemaId, chosen.schemaVersion), isGood)],
      refusal: ([conflict]) => versionProblem(deps, chosen, conflict?.existing),
    };
    return { project, schema };
  };
