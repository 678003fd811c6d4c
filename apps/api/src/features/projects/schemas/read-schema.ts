import type { CanonicalSchema, Schema } from '@snapinfra/contracts';
import { recordKey, type SchemaVersionItem } from '@snapinfra/platform';
import { createReading, type Reader, type Reading } from '../../../access/reading.ts';
import { etagOf } from '../../../http/etag.ts';
import { refuse } from '../../../http/problem-error.ts';
import { visible } from '../../../records/owned-record.ts';
import type { RecordAndContent } from '../documents/document-kind.ts';
import { newestReading } from '../documents/read-document.ts';
import type { ReadModel } from './read-model.ts';
import type { SchemaCounts, SchemaKind } from './schema-kind.ts';
import { toCanonicalSchema, toSchema } from './schema-view.ts';

interface SchemaAndVersion extends RecordAndContent<SchemaCounts, SchemaVersionItem> {
  /** The version that the query names. */
  readonly asked: number | undefined;
}

/** The schema that a path names, with the version that the query names: the newest unless it does. */
export const schemaReading = (kind: SchemaKind): Reading<SchemaAndVersion> => {
  const newest = newestReading(kind);
  return createReading<SchemaAndVersion>(
    async (request, batch) => {
      const { id } = request;
      const { version } = request.query;
      if (typeof version !== 'number') return { ...(await newest.read(request, batch)), asked: undefined };
      const [found, content] = await Promise.all([
        batch.get(kind.records.toGet(recordKey(id))),
        batch.get(kind.contents.toGet(kind.contentKeyOf(id, version))),
      ]);
      const record = visible(found, kind.notFound, id);
      if (!content) throw refuse('schema_not_found', `The schema ${JSON.stringify(id)} has no version ${version}.`);
      return { record, content, asked: version };
    },
    // A version never changes.
    { isWhole: ({ record, content, asked }) => asked !== undefined || content.schemaVersion === record.latestVersion },
  );
};

export interface ReadSchemaRequest {
  readonly view: 'original' | 'canonical' | undefined;
  readonly version: number | undefined;
}

export interface ReadSchemaResult {
  readonly schema: Schema | CanonicalSchema;
  readonly etag: string;
}

export type ReadSchema = (read: Reader<SchemaAndVersion>, request: ReadSchemaRequest) => Promise<ReadSchemaResult>;

/** A schema, as it was sent or as the model that code is generated from. */
export const createReadSchema =
  ({ kind, readModel }: { readonly kind: SchemaKind; readonly readModel: ReadModel }): ReadSchema =>
  async (read, { version, view }) => {
    const { record, content } = await read();
    const suffix = [...(version === undefined ? [] : [`v${version}`]), ...(view === 'canonical' ? [view] : [])];
    const etag = etagOf(record.version, suffix.join('-'));
    const document = await kind.decode(content);
    if (view !== 'canonical') return { schema: toSchema(record, content, document), etag };
    return { schema: toCanonicalSchema(record, content, await readModel(document)), etag };
  };
