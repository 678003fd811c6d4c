import type { CanonicalSchema, Schema } from '@snapinfra/contracts';
import type { SchemaVersionItem } from '@snapinfra/platform';
import type { Caller } from '../../../http/caller.ts';
import { etagOf } from '../../../http/etag.ts';
import { refuse } from '../../../http/problem-error.ts';
import { requireRecord } from '../../../records/owned-record.ts';
import type { RecordAndContent } from '../documents/document-kind.ts';
import { readNewest } from '../documents/read-document.ts';
import type { ReadModel } from './read-model.ts';
import type { SchemaCounts, SchemaKind } from './schema-kind.ts';
import { toCanonicalSchema, toSchema } from './schema-view.ts';

export interface ReadSchemaDeps {
  readonly kind: SchemaKind;
  readonly readModel: ReadModel;
}

export interface ReadSchemaRequest {
  readonly schemaId: string;
  readonly view: 'original' | 'canonical' | undefined;
  readonly version: number | undefined;
}

export interface ReadSchemaResult {
  readonly schema: Schema | CanonicalSchema;
  readonly etag: string;
}

export type ReadSchema = (caller: Caller, request: ReadSchemaRequest) => Promise<ReadSchemaResult>;

const readVersion = async (
  kind: SchemaKind,
  caller: Caller,
  { schemaId, version }: ReadSchemaRequest,
): Promise<RecordAndContent<SchemaCounts, SchemaVersionItem>> => {
  if (version === undefined) return readNewest(kind, caller, schemaId);
  const [record, content] = await Promise.all([
    requireRecord(kind, caller, schemaId),
    kind.contents.get(kind.contentKeyOf(schemaId, version)),
  ]);
  if (!content) throw refuse('schema_not_found', `The schema ${JSON.stringify(schemaId)} has no version ${version}.`);
  return { record, content };
};

/** A schema of the caller, as it was sent or as the model that code is generated from. @throws ProblemError `schema_not_found` */
export const createReadSchema =
  ({ kind, readModel }: ReadSchemaDeps): ReadSchema =>
  async (caller, request) => {
    const { version, view } = request;
    const { record, content } = await readVersion(kind, caller, request);
    const suffix = [...(version === undefined ? [] : [`v${version}`]), ...(view === 'canonical' ? [view] : [])];
    const etag = etagOf(record.version, suffix.join('-'));
    const document = await kind.decode(content);
    if (view !== 'canonical') return { schema: toSchema(record, content, document), etag };
    return { schema: toCanonicalSchema(record, content, await readModel(document)), etag };
  };
