import { type CodeGenerationOptions, type RequestGenerationBody } from '@snapinfra/contracts';
import { packageNameProblem } from '@snapinfra/generator/npm-name';
import {
  codeGenerationKey,
  codeGenerationPromptKey,
  SchemaVersionItem,
  schemaVersionKey,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import { projectKey, type ProjectRecord } from '../projects/project-record.ts';
import { schemaKey, type SchemaRecord } from '../projects/schemas/schema-record.ts';
import { allOf, equals, itemExists, itemIsNew, type TransactionItem } from '@snapinfra/aws-clients';
import { Value } from 'typebox/value';
import type { Background } from '../../background.ts';
import type { Clock, NewId } from '../../clock.ts';
import type { Caller } from '../../http/caller.ts';
import { clip } from '../../http/clip.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import { notFound, refuse, type ProblemError } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/run-once.ts';
import { codeGenerationJob, newJob, type DispatchJob } from '@snapinfra/jobs';
import { requireProject } from '../projects/read-project.ts';
import { decodeSchema } from '../projects/schemas/read-schema.ts';
import { isAlive } from '../../storage/conditions.ts';
import { documentPrefix, listedUnder } from '../../storage/keys.ts';
import type { ReadModel } from '../projects/schemas/read-model.ts';
import type { Stores } from '../../storage/stores.ts';
import { toCodeGeneration } from './code-generation-view.ts';

export interface RequestGenerationDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readModel: ReadModel;
  readonly background: Background;
  readonly dispatch: DispatchJob<CodeGenerationRecord>;
}

/** Where a request came from: for logs, and for what it causes. */
export interface Origin {
  readonly correlationId: string;
  readonly traceparent: string;
}

const postgresNames = /^postgre(?:s|sql)?(?:[ -]?v?\d+(?:\.\d+)*)?$/i;

const requirePostgres = (type: unknown, whose: string, path: string): void => {
  if (type === undefined || type === null || type === '') return;
  if (typeof type === 'string' && postgresNames.test(type.trim())) return;
  const detail = `${whose} is ${clip(JSON.stringify(type), 100)}: code is generated for PostgreSQL only.`;
  const errors = [{ path, message: 'must be postgresql', code: 'database_not_supported' }];
  throw refuse('database_not_supported', detail, { errors });
};

/** The database may be said in the request, too: by name or as in a project. */
const requireItIsPostgres = ({ database }: RequestGenerationBody): void => {
  const isObject = typeof database === 'object' && database !== null && !Array.isArray(database);
  if (isObject) requirePostgres('type' in database ? database.type : undefined, 'The database', '/database/type');
  else requirePostgres(database, 'The database', '/database');
};

/** What npm would refuse is refused before a job is made of it. */
const requirePackageName = ({ packageName, options }: RequestGenerationBody): void => {
  const wished = { '/packageName': packageName, '/options/packageName': options?.packageName };
  for (const [path, name] of Object.entries(wished)) {
    const problem = name === undefined ? undefined : packageNameProblem(name);
    if (problem === undefined) continue;
    const message = `${JSON.stringify(name?.slice(0, 100))} ${problem}`;
    const errors = [{ path, message, code: 'package_name_not_valid' }];
    throw refuse('validation_failed', `The name of the package is not valid at ${path}: ${message}.`, { errors });
  }
};

interface Chosen {
  readonly schemaId: string;
  readonly schemaVersion: number;
}

/** Which version of which schema: the newest of the project's own, unless the body says otherwise. */
const choose = (project: ProjectRecord, other: SchemaRecord | undefined, body: RequestGenerationBody): Chosen => {
  const schemaId = body.options?.schemaId ?? body.schemaId ?? project.schemaId;
  if (schemaId === undefined) {
    throw refuse('schema_missing', `The project ${JSON.stringify(project.name)} has no schema: save one first.`);
  }
  const isOwn = schemaId === project.schemaId;
  const belongs = isOwn || (other?.projectId === project.id && other.userId === project.userId && !other.deletingAt);
  if (!belongs) throw notFound('schema_not_found', schemaId);
  const newest = isOwn ? project.schemaVersion : other?.latestVersion;
  return { schemaId, schemaVersion: body.options?.schemaVersion ?? body.schemaVersion ?? newest ?? 1 };
};

const optionsOf = ({ options, ...body }: RequestGenerationBody): CodeGenerationOptions => {
  const packageName = options?.packageName ?? body.packageName;
  const indexForeignKeys = options?.indexForeignKeys ?? body.indexForeignKeys;
  return {
    ...(packageName !== undefined && { packageName }),
    ...(indexForeignKeys !== undefined && { indexForeignKeys }),
  };
};

const recordOf = (
  { clock, newId }: Pick<RequestGenerationDeps, 'clock' | 'newId'>,
  project: ProjectRecord,
  { schemaId, schemaVersion }: Chosen,
  body: RequestGenerationBody,
  origin: Origin,
): CodeGenerationRecord => {
  return {
    ...newJob(codeGenerationJob, newId(), clock()),
    ...{ userId: project.userId, projectId: project.id, projectName: project.name, schemaId, schemaVersion },
    ...(body.type !== undefined && { type: body.type }),
    options: optionsOf(body),
    progress: { phase: 'queued', percent: 0, message: 'Waiting for a worker' },
    ...origin,
  };
};

/** The prompt lies beside the record, which is rewritten whenever its lease is renewed. */
const promptWrites = async (
  { stores, newId }: Pick<RequestGenerationDeps, 'stores' | 'newId'>,
  { id, userId }: CodeGenerationRecord,
  { prompt }: RequestGenerationBody,
): Promise<TransactionItem<unknown>[]> => {
  if (prompt === undefined) return [];
  const objectKey = `${documentPrefix(userId, 'code-generations', id)}${newId()}.json.gz`;
  const document = await stores.documents.encode(prompt, { objectKey });
  return [stores.generationPrompts.toPut(codeGenerationPromptKey(id), { document })];
};

/** Why a version can't be generated from: it is not there, or its model has errors, which are listed. */
const versionProblem = async (
  { stores, readModel }: RequestGenerationDeps,
  chosen: Chosen,
  existing: unknown,
): Promise<ProblemError> => {
  if (!Value.Check(SchemaVersionItem, existing)) {
    return refuse('schema_not_found', `The schema has no version ${chosen.schemaVersion}.`);
  }
  const { issues } = await readModel(await decodeSchema(stores, existing));
  const errors = issues.filter(({ severity }) => severity === 'error');
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const first = errors[0]?.message ?? 'it can be saved only';
  return refuse('model_invalid', `The data model has errors: ${first}${more}`, {
    errors: errors.map(({ path, code, message }) => ({ path, code, message })),
  });
};

/**
 * Accepts a generation: the record, and with it the intent to enqueue, is written on the condition that the project lives
 * and the version has no errors. The message is sent behind the answer; the sweeper sends it if this instance can't.
 */
export const createRequestGeneration =
  (deps: RequestGenerationDeps) =>
  async (caller: Caller, body: RequestGenerationBody, origin: Origin, commit: Commit): Promise<Answer> => {
    const { stores, background, dispatch, clock } = deps;
    requirePackageName(body);
    requireItIsPostgres(body);
    const otherId = body.options?.schemaId ?? body.schemaId;
    const [project, other] = await Promise.all([
      requireProject(stores, caller, body.projectId),
      otherId === undefined ? undefined : stores.schemas.get(schemaKey(otherId)),
    ]);
    requirePostgres(project.databaseType, 'The project’s database', '/database/type');
    const chosen = choose(project, other, body);
    const record = recordOf(deps, project, chosen, body, origin);
    const { id, userId, projectId } = record;
    const answer = {
      status: 202,
      headers: { location: `/api/code-gen/${id}`, 'retry-after': '2', etag: etagOf(1) },
      body: envelope(toCodeGeneration(record, body.prompt), clock()),
    };
    const isGood = allOf(itemExists, equals('errorCount', 0));
    const attributes = listedUnder(userId, projectId, id);
    const written = await commit(
      [
        stores.generations.toPut(codeGenerationKey(id), record, { condition: itemIsNew, attributes }),
        stores.projects.toCheck(projectKey(userId, projectId), isAlive),
        stores.schemaVersions.toCheck(schemaVersionKey(chosen.schemaId, chosen.schemaVersion), isGood),
        ...(await promptWrites(deps, record, body)),
      ],
      answer,
    );
    if (!written.ok) {
      const [, projectConflict, versionConflict] = written.conflicts;
      if (projectConflict) throw notFound('project_not_found', projectId);
      throw await versionProblem(deps, chosen, versionConflict?.existing);
    }
    background.run('sending of a code generation', () => dispatch(record));
    return answer;
  };
