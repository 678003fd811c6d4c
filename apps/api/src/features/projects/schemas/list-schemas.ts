import { type Schema, type SchemaSummary, type SchemaVersionSummary } from '@snapinfra/contracts';
import { schemaVersionKey } from '@snapinfra/platform';
import { type SchemaRecord } from './schema-record.ts';
import type { Caller } from '../../../http/caller.ts';
import type { CursorCodec } from '../../../http/cursor.ts';
import type { Page } from '../../../http/envelope.ts';
import { listPage, mapPage } from '../../../storage/list-page.ts';
import { createOwnedLists, type PageQuery } from '../../../storage/owned-lists.ts';
import type { Stores } from '../../../storage/stores.ts';
import { decodeSchema, requireSchema, versionsOf } from './read-schema.ts';
import { toSchema, toSchemaSummary, toVersionSummary } from './schema-view.ts';

export interface ListSchemasDeps {
  readonly stores: Stores;
  readonly cursors: CursorCodec;
}

/** A user's schemas, newest first, without their tables. */
export const createListSchemas = (deps: ListSchemasDeps) => {
  const lists = createOwnedLists(deps, deps.stores.schemas, 'schemas');
  return async (caller: Caller, query: PageQuery): Promise<Page<SchemaSummary>> =>
    mapPage(await lists.ofUser(caller, query), toSchemaSummary);
};

/** The schemas of a project, newest first, with their tables. */
export const createListSchemasOfProject = (deps: ListSchemasDeps) => {
  const { stores } = deps;
  const lists = createOwnedLists(deps, stores.schemas, 'schemas');
  return async (caller: Caller, projectId: string, query: PageQuery): Promise<Page<Schema>> => {
    const page = await lists.ofProject(caller, projectId, query);
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
