import { allOf, equals, itemExists, type ReadBatch } from '@snapinfra/aws-clients';
import {
  isIdBelowProject,
  projectContentKey,
  projectIdOf,
  recordKey,
  SchemaVersionItem,
  type ProjectContentItem,
} from '@snapinfra/platform';
import { Value } from 'typebox/value';
import { notFound, ProblemError, refuse } from '../../../http/problem-error.ts';
import type { ChosenSchema, ProjectAccess, SchemaChoice } from '../../project-access.ts';
import { projectKey } from '../../../access/project-head.ts';
import { visible } from '../../../records/owned-record.ts';
import { shownToken } from '../project-parts.ts';
import type { ProjectRecord } from '../project-record.ts';
import { modelProblem } from './model-problem.ts';
import type { ProjectStores } from '../project-stores.ts';
import type { ReadModel } from './read-model.ts';
import type { SchemaKind, SchemaRecord } from './schema-kind.ts';

export interface ChooseSchemaDeps {
  readonly stores: Pick<ProjectStores, 'projects' | 'projectContents' | 'documents'>;
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
  deps: ChooseSchemaDeps,
  { schemaVersion }: Chosen,
  existing: unknown,
): Promise<ProblemError> => {
  if (!Value.Check(SchemaVersionItem, existing)) {
    return refuse('schema_not_found', `The schema has no version ${schemaVersion}.`);
  }
  return modelProblem({ ...deps, ...deps.stores }, existing);
};

const isGood = allOf(itemExists, equals('errorCount', 0));

/** Whether an id may be that of something in the project: others are not even looked for. */
const mayBeIn = (projectId: string, id: string | undefined): id is string =>
  id !== undefined && isIdBelowProject(id) && projectIdOf(id) === projectId;

/** What may have the document of the version that is chosen, read before that is known. */
interface Guesses {
  readonly copy: ProjectContentItem | undefined;
  readonly named: SchemaVersionItem | undefined;
}

/** The version's document; it is read if it was not guessed. */
const readStored = async (
  { kind }: Pick<ChooseSchemaDeps, 'kind'>,
  { schemaId, schemaVersion }: Chosen,
  { copy, named }: Guesses,
): Promise<unknown> => {
  if (named) return named.document;
  if (copy?.token === shownToken(schemaId, schemaVersion)) return copy.document;
  return (await kind.contents.get(kind.contentKeyOf(schemaId, schemaVersion)))?.document;
};

/** Starts to read what may have the document: the project's own copy, or the version that is named whole. */
const guess = async (
  { stores, kind }: Pick<ChooseSchemaDeps, 'stores' | 'kind'>,
  projectId: string,
  { schemaId, schemaVersion }: SchemaChoice,
  batch: ReadBatch,
): Promise<Guesses> => {
  const isNamed = schemaVersion !== undefined && mayBeIn(projectId, schemaId);
  const [copy, named] = await Promise.all([
    schemaVersion === undefined
      ? batch.get(stores.projectContents.toGet(projectContentKey(projectId, 'SCHEMA')))
      : undefined,
    isNamed ? batch.get(kind.contents.toGet(kind.contentKeyOf(schemaId, schemaVersion))) : undefined,
  ]);
  return { copy, named };
};

/** Chooses the version of a schema that something is made from, and says what has to hold when that is written. */
export const createChooseSchema =
  (deps: ChooseSchemaDeps): ProjectAccess['chooseSchema'] =>
  async (projectId, choice, batch) => {
    const { stores, kind } = deps;
    const [found, other, guesses] = await Promise.all([
      batch.get(stores.projects.toGet(projectKey(projectId))),
      mayBeIn(projectId, choice.schemaId) ? batch.get(kind.records.toGet(recordKey(choice.schemaId))) : undefined,
      guess(deps, projectId, choice, batch),
    ]);
    const project = visible(found, 'project_not_found', projectId);
    const chosen = choose(project, other, choice);
    if (chosen instanceof ProblemError) return { project, schema: chosen };
    const schema: ChosenSchema = {
      ...chosen,
      checks: [kind.contents.toCheck(kind.contentKeyOf(chosen.schemaId, chosen.schemaVersion), isGood)],
      refusal: ([conflict]) => versionProblem(deps, chosen, conflict?.existing),
      readStored: () => readStored(deps, chosen, guesses),
    };
    return { project, schema };
  };
