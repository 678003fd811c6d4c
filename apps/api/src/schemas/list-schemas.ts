import {
  byProjectIndex,
  byUserIndex,
  schemaVersionKey,
  type Schema,
  type SchemaRecord,
  type SchemaSummary,
  type SchemaVersionSummary,
} from '@snapinfra/contracts';
import { attributeNotExists } from '@snapinfra/aws-clients';
import type { Caller } from '../http/caller.ts';
import type { CursorCodec } from '../http/cursor.ts';
import type { Page } from '../http/envelope.ts';
import { requireProject } from '../projects/read-project.ts';
import { projectPartition, userPartition } from '../storage/keys.ts';
import { listPage, mapPage } from '../storage/list-page.ts';
import type { Stores } from '../storage/stores.ts';
import { decodeSchema, requireSchema, versionsOf } from './read-schema.ts';
import { toSchema, toSchemaSummary, toVersionSummary } from './schema-view.ts';

export interface ListSchemasDeps {
  readonly stores: Stores;
  readonly cursors: CursorCodec;
}

export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

const alive = attributeNotExists('deletingAt');

/** A user's schemas, newest first, without their tables. */
export const createListSchemas =
  ({ stores, cursors }: ListSchemasDeps) =>
  async ({ userId }: Caller, { limit, cursor }: PageQuery): Promise<Page<SchemaSummary>> => {
    const query = { index: byUserIndex.indexName, partition: userPartition(userId), filter: alive };
    const page = await listPage(stores.schemas, cursors, { userId, list: ['schemas'], limit, cursor }, query);
    return mapPage(page, toSchemaSummary);
  };

/** The schemas of a project, newest first, with their tables. */
export const createListSchemasOfProject =
  ({ stores, cursors }: ListSchemasDeps) =>
  async (caller: Caller, projectId: string, { limit, cursor }: PageQuery): Promise<Page<Schema>> => {
    const request = { userId: caller.userId, list: ['schemas', projectId], limit, cursor };
    const query = { index: byProjectIndex.indexName, partition: projectPartition(projectId), filter: alive };
    const [page] = await Promise.all([
      listPage(stores.schemas, cursors, request, query),
      requireProject(stores, caller, projectId),
    ]);
    const items = await stores.schemaVersions.batchGet(
      page.items.map(({ id, latestVersion }) => schemaVersionKey(id, latestVersion)),
    );
    const complete = page.items.map(async (record: SchemaRecord, index) => {
      const item = items[index];
      return item && toSchema(record, item, await decodeSchema(stores, item));
    });
    const present = (await Promise.all(complete)).filter((schema) => schema !== undefined);
    return { items: present, nextCursor: page.nextCursor };
  };

/** The versions of a schema, newest first. */
export const createListVersions =
  ({ stores, cursors }: ListSchemasDeps) =>
  async (caller: Caller, schemaId: string, { limit, cursor }: PageQuery): Promise<Page<SchemaVersionSummary>> => {
    const request = { userId: caller.userId, list: ['schema versions', schemaId], limit, cursor };
    const [page] = await Promise.all([
      listPage(stores.schemaVersions, cursors, request, versionsOf(schemaId)),
      requireSchema(stores, caller, schemaId),
    ]);
    return mapPage(page, toVersionSummary);
  };
