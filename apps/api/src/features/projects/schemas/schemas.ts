import type { CanonicalSchema, Schema } from '@snapinfra/contracts';
import type { Background } from '../../../background.ts';
import type { Clock, NewId } from '../../../clock.ts';
import type { Caller } from '../../../http/caller.ts';
import type { CursorCodec } from '../../../http/cursor.ts';
import { etagOf } from '../../../http/etag.ts';
import type { ReadModel } from './read-model.ts';
import type { Stores } from '../../../storage/stores.ts';
import { createDeleteSchema } from './delete-schema.ts';
import { createListSchemas, createListSchemasOfProject, createListVersions } from './list-schemas.ts';
import { decodeSchema, readVersion } from './read-schema.ts';
import { createCreateSchema, createSaveVersion } from './save-schema.ts';
import { toCanonicalSchema, toSchema } from './schema-view.ts';

export interface SchemasDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readModel: ReadModel;
  readonly cursors: CursorCodec;
  readonly background: Background;
}

export interface ReadSchemaRequest {
  readonly schemaId: string;
  readonly view: 'original' | 'canonical' | undefined;
  readonly version: number | undefined;
}

interface ReadSchemaResult {
  readonly schema: Schema | CanonicalSchema;
  readonly etag: string;
}

const createReadSchema =
  ({ stores, readModel }: Pick<SchemasDeps, 'stores' | 'readModel'>) =>
  async (caller: Caller, { schemaId, view, version }: ReadSchemaRequest): Promise<ReadSchemaResult> => {
    const { record, item } = await readVersion(stores, caller, schemaId, version);
    const suffix = [...(version === undefined ? [] : [`v${version}`]), ...(view === 'canonical' ? [view] : [])].join(
      '-',
    );
    const etag = etagOf(record.version, suffix);
    const document = await decodeSchema(stores, item);
    if (view !== 'canonical') return { schema: toSchema(record, item, document), etag };
    return { schema: toCanonicalSchema(record, item, await readModel(document)), etag };
  };

/** What can be done with schemas. */
export const createSchemas = (deps: SchemasDeps) => ({
  create: createCreateSchema(deps),
  saveVersion: createSaveVersion(deps),
  read: createReadSchema(deps),
  remove: createDeleteSchema(deps),
  list: createListSchemas(deps),
  listOfProject: createListSchemasOfProject(deps),
  listVersions: createListVersions(deps),
});
export type Schemas = ReturnType<typeof createSchemas>;
