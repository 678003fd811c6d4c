import { SchemaDocument, type SavedSchema, type Schema } from '@snapinfra/contracts';
import { SchemaVersionItem, schemaVersionKey } from '@snapinfra/platform';
import Type from 'typebox';
import type { Storage } from '../../../storage/storage.ts';
import type { DocumentKind } from '../documents/document-kind.ts';
import { documentRecord, type DocumentRecord } from '../documents/document-record.ts';
import { checkSchema } from './check-schema.ts';
import type { ReadModel } from './read-model.ts';
import { toSchema } from './schema-view.ts';

export interface SchemaCounts {
  readonly tableCount: number;
  readonly errorCount: number;
  readonly warningCount: number;
}
export type SchemaRecord = DocumentRecord<SchemaCounts>;

const count = Type.Integer({ minimum: 0 });
const SchemaRecord = documentRecord({ tableCount: count, errorCount: count, warningCount: count });

export type SchemaKind = DocumentKind<SchemaCounts, SchemaVersionItem, SchemaDocument, Schema>;

export interface SchemaKindDeps extends Pick<Storage, 'open' | 'documents'> {
  readonly readModel: ReadModel;
}

const shown: SchemaKind['shown'] = {
  idMember: 'schemaId',
  idOf: ({ schemaId }) => schemaId,
  versionOf: ({ schemaVersion }) => schemaVersion,
  members: ({ id, version, counts, bytes }) => ({
    schemaId: id,
    schemaVersion: version,
    tableCount: counts.tableCount,
    ...(bytes !== undefined && { schemaBytes: bytes }),
  }),
  removed: ['schemaId', 'schemaVersion', 'schemaBytes'],
  emptied: { tableCount: 0 },
};

/** Schemas: every version stays, as code may be generated from any. */
export const createSchemaKind = ({ open, documents, readModel }: SchemaKindDeps): SchemaKind => ({
  noun: 'schema',
  notFound: 'schema_not_found',
  url: '/api/schemas',
  table: 'schemas',
  part: 'SCHEMA',
  records: open('schemas', SchemaRecord),
  contents: open('schemas', SchemaVersionItem),
  contentKeyOf: schemaVersionKey,
  keepsVersions: true,
  toContent: ({ id, userId, projectId, name, documentVersion, counts, stored, now }) => ({
    ...{ schemaId: id, userId, projectId, name, schemaVersion: documentVersion },
    ...counts,
    ...{ createdAt: now, document: stored },
  }),
  documentVersionOf: ({ schemaVersion }) => schemaVersion,
  decode: ({ document }) => documents.decode(document, { schema: SchemaDocument }),
  check: (document, at) => checkSchema(readModel, document, at),
  nameOf: ({ name }) => name,
  shown,
  toWhole: toSchema,
  toSaved: (schema, issues): SavedSchema => ({ ...schema, issues }),
});
