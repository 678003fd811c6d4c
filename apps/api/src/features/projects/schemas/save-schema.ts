import {
  type CreateSchemaBody,
  type SavedSchema,
  type SchemaDocument,
  type UpdateSchemaBody,
} from '@snapinfra/contracts';
import { projectKey, type ProjectRecord } from '../project-record.ts';
import { allOf, attributeNotExists, equals, type TransactionItem } from '@snapinfra/aws-clients';
import type { Clock, NewId } from '../../../clock.ts';
import type { Caller } from '../../../http/caller.ts';
import { envelope } from '../../../http/envelope.ts';
import { etagOf, requireMatch } from '../../../http/etag.ts';
import { notFound, refuse } from '../../../http/problem-error.ts';
import type { Answer, Commit } from '../../../idempotency/run-once.ts';
import { contentWrite } from '../project-content-writes.ts';
import { requireProject } from '../read-project.ts';
import { isAlive } from '../../../storage/conditions.ts';
import { jsonBytesOf } from '../../../storage/document-size.ts';
import type { ReadModel } from './read-model.ts';
import type { Stores } from '../../../storage/stores.ts';
import { checkSchema } from './check-schema.ts';
import { decodeSchema, readNewestVersion, type SchemaAndVersion } from './read-schema.ts';
import { toSchema } from './schema-view.ts';
import {
  encodeSchema,
  newSchemaRecord,
  newSchemaWrites,
  nextVersionWrites,
  type VersionDraft,
} from './schema-writes.ts';

export interface SaveSchemaDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readModel: ReadModel;
}

export interface SaveVersionRequest {
  readonly schemaId: string;
  readonly body: UpdateSchemaBody;
  readonly ifMatch: string | undefined;
  readonly status: 200 | 201;
}

const maximumTries = 4;

const documentOf = (body: UpdateSchemaBody, earlier?: SchemaDocument): SchemaDocument => {
  const { projectId, ...members } = body;
  return { name: '', tables: [], ...earlier, ...members };
};

/** The project shows its primary schema: its record and its copy of the document move with it. */
const projectWrites = (
  { projects, projectContents }: Pick<Stores, 'projects' | 'projectContents'>,
  { userId, projectId, schemaId, schemaVersion, checked, document, now }: VersionDraft,
  condition: Parameters<Stores['projects']['toCheck']>[1],
): TransactionItem<unknown>[] => [
  projects.toUpdate(
    projectKey(userId, projectId),
    {
      set: {
        ...{ schemaId, schemaVersion, tableCount: checked.tableCount, updatedAt: now },
        schemaBytes: jsonBytesOf(document),
      },
      add: { version: 1 },
    },
    { condition: allOf(isAlive, condition) },
  ),
  contentWrite({ projectContents }, projectId, 'SCHEMA', { token: `${schemaId}/${schemaVersion}`, document }),
];

const answerOf = (saved: SavedSchema, version: number, status: number, now: Date): Answer => ({
  status,
  headers: { location: `/api/schemas/${saved.id}`, etag: etagOf(version) },
  body: envelope(saved, now),
});

/** Saves another schema of a project. The first one is the project's primary schema. */
export const createCreateSchema =
  ({ stores, clock, newId, readModel }: SaveSchemaDeps) =>
  async (caller: Caller, body: CreateSchemaBody, commit: Commit): Promise<Answer> => {
    const content = documentOf(body);
    const checked = await checkSchema(readModel, content);
    const { userId } = caller;
    const { projectId } = body;
    const schemaId = newId();
    for (let count = 0; count < maximumTries; count += 1) {
      const project: ProjectRecord = await requireProject(stores, caller, projectId);
      const document = await encodeSchema(stores, { userId, schemaId, objectId: newId() }, content);
      const now = clock();
      const draft = {
        ...{ schemaId, userId, projectId, schemaVersion: 1, checked, document },
        name: content.name,
        now: now.toISOString(),
      };
      const primary = project.schemaId === undefined;
      const record = newSchemaRecord(draft, primary);
      const item = { ...draft, createdAt: draft.now, ...checked };
      const answer = answerOf({ ...toSchema(record, item, content), issues: checked.issues }, record.version, 201, now);
      const ofProject = primary
        ? projectWrites(stores, draft, attributeNotExists('schemaId'))
        : [stores.projects.toCheck(projectKey(userId, projectId), isAlive)];
      const written = await commit([...newSchemaWrites(stores, draft, primary), ...ofProject], answer);
      if (written.ok) return answer;
    }
    throw refuse('conflict', 'The project is being changed by others at the same time.');
  };

const saveOnce = async (
  { stores, clock, newId, readModel }: SaveSchemaDeps,
  { record, item }: SchemaAndVersion,
  { body, status }: SaveVersionRequest,
  commit: Commit,
): Promise<Answer | undefined> => {
  const { id: schemaId, userId, projectId, primary, version } = record;
  const content = documentOf(body, await decodeSchema(stores, item));
  const checked = await checkSchema(readModel, content);
  const document = await encodeSchema(stores, { userId, schemaId, objectId: newId() }, content);
  const now = clock();
  const schemaVersion = record.latestVersion + 1;
  const draft = {
    ...{ schemaId, userId, projectId, schemaVersion, checked, document },
    name: content.name,
    now: now.toISOString(),
  };
  const next = {
    ...record,
    name: content.name,
    latestVersion: schemaVersion,
    updatedAt: draft.now,
    version: version + 1,
  };
  const view = toSchema(next, { ...draft, createdAt: draft.now, ...checked }, content);
  const answer = answerOf({ ...view, issues: checked.issues }, next.version, status, now);
  const ofProject = primary
    ? projectWrites(stores, draft, equals('schemaId', schemaId))
    : [stores.projects.toCheck(projectKey(userId, projectId), isAlive)];
  const written = await commit([...nextVersionWrites(stores, draft), ...ofProject], answer);
  return written.ok ? answer : undefined;
};

/** Saves the next version of a schema; tries again when somebody else was faster, unless If-Match was sent. */
export const createSaveVersion =
  (deps: SaveSchemaDeps) =>
  async (caller: Caller, request: SaveVersionRequest, commit: Commit): Promise<Answer> => {
    const { schemaId, body, ifMatch } = request;
    for (let count = 0; count < maximumTries; count += 1) {
      const found = await readNewestVersion(deps.stores, caller, schemaId);
      if (body.projectId !== undefined && body.projectId !== found.record.projectId) {
        throw notFound('schema_not_found', schemaId);
      }
      requireMatch(ifMatch, found.record.version);
      const answer = await saveOnce(deps, found, request, commit);
      if (answer) return answer;
    }
    throw refuse('conflict', 'The schema is being changed by others at the same time.');
  };
