import type { CodeGenerationOptions, RequestGenerationBody } from '@snapinfra/contracts';
import { itemIsNew, type TransactionItem } from '@snapinfra/aws-clients';
import type { GatewayJobs } from '@snapinfra/jobs';
import {
  codeGenerationKey,
  codeGenerationPromptKey,
  codeGenerationRenamesKey,
  idBelowProject,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import type { Background } from '../../runtime/background.ts';
import type { Clock } from '../../runtime/clock.ts';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import type { ProjectHead } from '../../access/project-head.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import { ProblemError } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/idempotency.ts';
import type { NewId } from '../../runtime/new-id.ts';
import { documentPrefix } from '../../storage/keys.ts';
import type { ChosenSchema, ProjectAccess, ProjectAndSchema, SchemaChoice } from '../project-access.ts';
import { requireOneStart, type CheckChanges } from './check-changes.ts';
import {
  requireItIsPostgres,
  requireNestedOptions,
  requirePackageName,
  requirePostgres,
} from './check-generation-request.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { toCodeGeneration } from './code-generation-view.ts';
import { readHistory, type FoundHistory } from './read-history.ts';
import { generationActivity } from './generation-activity.ts';

export interface RequestGenerationDeps {
  readonly stores: GenerationStores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly background: Background;
  readonly jobs: Pick<GatewayJobs<CodeGenerationRecord>, 'newJob' | 'dispatch'>;
  readonly checkChanges: CheckChanges;
}

/** The origin of a request: for logs, and for the spans of its job. */
export interface Origin {
  readonly correlationId: string;
  readonly traceparent: string;
}

export interface GenerationRequest {
  readonly caller: Caller;
  readonly body: RequestGenerationBody;
  readonly origin: Origin;
}

export interface FoundForGeneration extends ProjectAndSchema {
  /** What it may continue from. */
  readonly history: FoundHistory;
}

export type RequestGeneration = (
  read: Reader<FoundForGeneration>,
  request: GenerationRequest,
  commit: Commit,
) => Promise<Answer>;

/** The newest version of the project's own schema, unless the body says otherwise. */
const choiceOf = ({ options, ...body }: RequestGenerationBody): SchemaChoice => ({
  schemaId: options?.schemaId ?? body.schemaId,
  schemaVersion: options?.schemaVersion ?? body.schemaVersion,
});

/** The project that a body names, the schema that it means, and what may be continued from. */
export const generationReading = (
  stores: Pick<GenerationStores, 'generationHistory' | 'generations'>,
  { chooseSchema }: Pick<ProjectAccess, 'chooseSchema'>,
): Reading<FoundForGeneration> =>
  createReading(async ({ projectId, body: sent }, batch) => {
    // Validated by the contract before anything is read.
    const body = sent as RequestGenerationBody;
    const choice = choiceOf(body);
    const { base, fresh } = body.options ?? {};
    const [found, history] = await Promise.all([
      chooseSchema(projectId, choice, batch),
      readHistory(stores, projectId, { base, fresh, schemaId: choice.schemaId }, batch),
    ]);
    return { ...found, history };
  });

const optionsOf = ({ options, ...body }: RequestGenerationBody): CodeGenerationOptions => {
  const packageName = options?.packageName ?? body.packageName;
  const indexForeignKeys = options?.indexForeignKeys ?? body.indexForeignKeys;
  const { nextMigration, allowDestructive, base, fresh } = options ?? {};
  return {
    ...(packageName !== undefined && { packageName }),
    ...(indexForeignKeys !== undefined && { indexForeignKeys }),
    ...(nextMigration !== undefined && { nextMigration }),
    ...(allowDestructive !== undefined && { allowDestructive }),
    ...(base !== undefined && { base }),
    ...(fresh !== undefined && { fresh }),
  };
};

const recordOf = (
  { jobs, newId }: Pick<RequestGenerationDeps, 'jobs' | 'newId'>,
  project: ProjectHead,
  {
    schemaId,
    schemaVersion,
    base,
  }: Pick<ChosenSchema, 'schemaId' | 'schemaVersion'> & { readonly base?: string | undefined },
  { caller, body, origin }: GenerationRequest,
): CodeGenerationRecord => {
  return {
    ...jobs.newJob(idBelowProject(project.id, newId())),
    ...{ userId: caller.userId, tenantId: project.userId, projectId: project.id, projectName: project.name },
    ...{ schemaId, schemaVersion },
    ...(body.type !== undefined && { type: body.type }),
    options: optionsOf(body),
    ...(body.options?.allowDestructive === true && { acceptedBase: base ?? null }),
    progress: { phase: 'queued', percent: 0, message: 'Waiting for a worker' },
    ...origin,
  };
};

/** What may be long lies beside the record, which is rewritten whenever its lease is renewed. */
const besideWrites = async (
  { stores, newId }: Pick<RequestGenerationDeps, 'stores' | 'newId'>,
  { id }: CodeGenerationRecord,
  { prompt, options: { renames = [] } = {} }: RequestGenerationBody,
): Promise<TransactionItem<unknown>[]> => {
  const { documents, generationPrompts, generationRenames } = stores;
  const encode = (document: unknown) =>
    documents.encode(document, { objectKey: `${documentPrefix('code-generations', id)}${newId()}.json.gz` });
  const [ofPrompt, ofRenames] = await Promise.all([
    prompt === undefined ? undefined : encode(prompt),
    renames.length === 0 ? undefined : encode(renames),
  ]);
  return [
    ...(ofPrompt ? [generationPrompts.toPut(codeGenerationPromptKey(id), { document: ofPrompt })] : []),
    ...(ofRenames ? [generationRenames.toPut(codeGenerationRenamesKey(id), { document: ofRenames })] : []),
  ];
};

/**
 * Accepts a generation: the record, and with it the intent to enqueue, is written on the condition that the project lives
 * and the version has no errors. One that would lose data is refused before, unless that is accepted; the record says from
 * which generation. The message is sent behind the answer; the sweeper sends it if this instance can't.
 */
export const createRequestGeneration = (deps: RequestGenerationDeps): RequestGeneration => {
  const { stores, background, jobs, clock, checkChanges } = deps;
  return async (read, request, commit) => {
    const { body } = request;
    requireNestedOptions(body);
    requirePackageName(body);
    requireItIsPostgres(body);
    requireOneStart(body);
    const { project, schema, history } = await read();
    requirePostgres(project.databaseType, 'The project’s database', '/database/type');
    if (schema instanceof ProblemError) throw schema;
    const base = await checkChanges({ userId: request.caller.userId, schema, history, body });
    const record = recordOf(deps, project, { ...schema, base }, request);
    const { id } = record;
    const answer = {
      status: 202,
      headers: { location: `/api/code-gen/${id}`, 'retry-after': '2', etag: etagOf(1) },
      body: envelope(toCodeGeneration(record, { prompt: body.prompt, renames: body.options?.renames }), clock()),
    };
    const put = stores.generations.toPut(codeGenerationKey(id), record, { condition: itemIsNew });
    const writes = [...schema.checks, put, ...(await besideWrites(deps, record, body))];
    const written = await commit(writes, generationActivity('requested', record), answer);
    if (!written.ok) throw await schema.refusal(written.conflicts.slice(0, schema.checks.length));
    background.run('sending of a code generation', () => jobs.dispatch(record));
    return answer;
  };
};
