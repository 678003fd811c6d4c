import type { UpdateProjectBody } from '@snapinfra/contracts';
import type { ProjectContentPart } from '@snapinfra/platform';
import type { ProjectRecord } from './project-record.ts';
import {
  changedArchitectureWrites,
  encodeArchitecture,
  newArchitectureWrites,
} from './architectures/architecture-writes.ts';
import type { NewId } from '../../clock.ts';
import type { CheckedSchema } from './schemas/check-schema.ts';
import { encodeSchema, newSchemaWrites, nextVersionWrites } from './schemas/schema-writes.ts';
import type { Stores } from '../../storage/stores.ts';
import { jsonBytesOf } from '../../storage/document-size.ts';
import { contentWrite, nothingToWrite, type DocumentWrites } from './project-content-writes.ts';

/** A project before and after a change; the record and its documents are tied by tokens. */
export interface ProjectChange {
  readonly before: ProjectRecord;
  readonly after: ProjectRecord;
  readonly body: UpdateProjectBody;
  /** All details after the change. */
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly tokens: Partial<Record<ProjectContentPart, string>>;
}

interface ChangeDeps {
  readonly stores: Stores;
  readonly newId: NewId;
}

type Writes = Promise<DocumentWrites>;

/** The next version of the project's schema, or its first. */
export const schemaChange = async (
  { stores, newId }: ChangeDeps,
  { before, after, body: { schema }, tokens }: ProjectChange,
  checked: CheckedSchema | undefined,
): Writes => {
  const { id: projectId, userId, schemaId, schemaVersion = 1, updatedAt: now } = after;
  if (!schema || !checked || schemaId === undefined || tokens.SCHEMA === undefined) return nothingToWrite;
  const document = await encodeSchema(stores, { userId, schemaId, objectId: newId() }, schema);
  const draft = { schemaId, userId, projectId, name: schema.name, schemaVersion, checked, document, now };
  const writes =
    before.schemaId === undefined ? newSchemaWrites(stores, draft, true) : nextVersionWrites(stores, draft);
  const items = [...writes, contentWrite(stores, projectId, 'SCHEMA', { token: tokens.SCHEMA, document })];
  return { items, sizes: { schemaBytes: jsonBytesOf(document) } };
};

/** The next state of the project's architecture, or its first. */
export const architectureChange = async (
  { stores, newId }: ChangeDeps,
  { before, after, body: { architecture: content }, tokens }: ProjectChange,
): Writes => {
  const { id: projectId, userId, architectureId: id, architectureVersion: version = 1, updatedAt: now } = after;
  if (!content || id === undefined || tokens.ARCHITECTURE === undefined) return nothingToWrite;
  const document = await encodeArchitecture(stores, { userId, id, objectId: newId() }, content);
  const draft = { id, userId, projectId, name: content.name ?? after.name, version, content, document, now };
  const writes =
    before.architectureId === undefined
      ? newArchitectureWrites(stores, draft, true)
      : changedArchitectureWrites(stores, draft);
  const items = [...writes, contentWrite(stores, projectId, 'ARCHITECTURE', { token: tokens.ARCHITECTURE, document })];
  return { items, sizes: { architectureBytes: jsonBytesOf(document) } };
};
