import { type CreateProjectBody, type SavedProject } from '@snapinfra/contracts';
import { projectContentTokens, projectKey, type ProjectRecord } from './project-record.ts';
import { itemIsNew } from '@snapinfra/aws-clients';
import { encodeArchitecture, newArchitectureWrites } from './architectures/architecture-writes.ts';
import type { Clock, NewId } from '../../clock.ts';
import type { Caller } from '../../http/caller.ts';
import { envelope } from '../../http/envelope.ts';
import { etagOf } from '../../http/etag.ts';
import { refuse } from '../../http/problem-error.ts';
import type { Answer, Commit } from '../../idempotency/run-once.ts';
import { checkSchema, type CheckedSchema } from './schemas/check-schema.ts';
import type { ReadModel } from './schemas/read-model.ts';
import { encodeSchema, newSchemaWrites } from './schemas/schema-writes.ts';
import type { Stores } from '../../storage/stores.ts';
import { jsonBytesOf } from '../../storage/document-size.ts';
import {
  allWrites,
  contentWrite,
  databaseTypeOf,
  detailsOf,
  detailWrites,
  generatedVersions,
  generatedWrites,
  nothingToWrite,
  type DocumentWrites,
} from './project-content-writes.ts';
import { contentsOf, toProject } from './project-view.ts';

export interface CreateProjectDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readModel: ReadModel;
}

export type CreateProject = (caller: Caller, body: CreateProjectBody, commit: Commit) => Promise<Answer>;

const recordOf = (
  { newId, clock }: CreateProjectDeps,
  { userId }: Caller,
  body: CreateProjectBody,
  checked: CheckedSchema | undefined,
): ProjectRecord => {
  const now = clock().toISOString();
  const details = detailsOf(body);
  const databaseType = databaseTypeOf(details);
  return {
    id: newId(),
    userId,
    name: body.name,
    description: body.description ?? '',
    status: body.status ?? 'draft',
    tableCount: checked?.tableCount ?? 0,
    ...(checked && { schemaId: newId(), schemaVersion: 1 }),
    ...(body.architecture && { architectureId: newId(), architectureVersion: 1 }),
    ...(details && { detailsVersion: 1 }),
    ...generatedVersions(body),
    ...(databaseType !== undefined && { databaseType }),
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
};

const schemaWrites = async (
  { stores, newId }: CreateProjectDeps,
  record: ProjectRecord,
  { schema }: CreateProjectBody,
  checked: CheckedSchema | undefined,
): Promise<DocumentWrites> => {
  const { id: projectId, userId, schemaId, createdAt: now } = record;
  const token = projectContentTokens(record).SCHEMA;
  if (!schema || !checked || schemaId === undefined || token === undefined) return nothingToWrite;
  const document = await encodeSchema(stores, { userId, schemaId, objectId: newId() }, schema);
  const draft = { schemaId, userId, projectId, name: schema.name, schemaVersion: 1, checked, document, now };
  const items = [
    ...newSchemaWrites(stores, draft, true),
    contentWrite(stores, projectId, 'SCHEMA', { token, document }),
  ];
  return { items, sizes: { schemaBytes: jsonBytesOf(document) } };
};

const architectureWrites = async (
  { stores, newId }: CreateProjectDeps,
  record: ProjectRecord,
  { architecture: content }: CreateProjectBody,
): Promise<DocumentWrites> => {
  const { id: projectId, userId, architectureId: id, createdAt: now } = record;
  const token = projectContentTokens(record).ARCHITECTURE;
  if (!content || id === undefined || token === undefined) return nothingToWrite;
  const document = await encodeArchitecture(stores, { userId, id, objectId: newId() }, content);
  const draft = { id, userId, projectId, name: content.name ?? record.name, version: 1, content, document, now };
  const items = [
    ...newArchitectureWrites(stores, draft, true),
    contentWrite(stores, projectId, 'ARCHITECTURE', { token, document }),
  ];
  return { items, sizes: { architectureBytes: jsonBytesOf(document) } };
};

/** Stores a project, its first schema version and its architecture in one write. */
export const createCreateProject =
  (deps: CreateProjectDeps): CreateProject =>
  async (caller, body, commit) => {
    const { stores, newId } = deps;
    const checked = body.schema && (await checkSchema(deps.readModel, body.schema, '/schema'));
    const record = recordOf(deps, caller, body, checked);
    const owned = { stores, newId, record, tokens: projectContentTokens(record) };
    const documents = await Promise.all([
      schemaWrites(deps, record, body, checked),
      architectureWrites(deps, record, body),
      detailWrites(owned, detailsOf(body)),
      ...generatedWrites(owned, body),
    ]);
    const { items, sizes } = allWrites(documents);
    const data = { ...toProject(record, contentsOf(body)), issues: checked?.issues ?? [] } satisfies SavedProject;
    const answer = {
      status: 201,
      headers: { location: `/api/projects/${record.id}`, etag: etagOf(record.version) },
      body: envelope(data, deps.clock()),
    };
    const put = stores.projects.toPut(
      projectKey(caller.userId, record.id),
      { ...record, ...sizes },
      { condition: itemIsNew },
    );
    const written = await commit([put, ...items], answer);
    if (!written.ok) throw refuse('conflict', 'The project could not be stored: something has its id already.');
    return answer;
  };
