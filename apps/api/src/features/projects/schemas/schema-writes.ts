import { type SchemaDocument } from '@snapinfra/contracts';
import { schemaVersionKey } from '@snapinfra/platform';
import { schemaKey, type SchemaRecord } from './schema-record.ts';
import { allOf, equals, itemIsNew, type TransactionItem } from '@snapinfra/aws-clients';
import { isAlive } from '../../../storage/conditions.ts';
import { documentPrefix, listedUnder } from '../../../storage/keys.ts';
import type { Stores } from '../../../storage/stores.ts';
import type { CheckedSchema } from './check-schema.ts';

/** A version that is to be written: the document is stored already. */
export interface VersionDraft {
  readonly schemaId: string;
  readonly userId: string;
  readonly projectId: string;
  readonly name: string;
  readonly schemaVersion: number;
  readonly checked: CheckedSchema;
  /** A StoredDocument. */
  readonly document: unknown;
  readonly now: string;
}

type WriteStores = Pick<Stores, 'schemas' | 'schemaVersions'>;

const countsOf = ({ tableCount, errorCount, warningCount }: CheckedSchema) => ({
  tableCount,
  errorCount,
  warningCount,
});

/** The record of a new schema, whose first version is the draft. */
export const newSchemaRecord = (draft: VersionDraft, primary: boolean): SchemaRecord => ({
  id: draft.schemaId,
  userId: draft.userId,
  projectId: draft.projectId,
  name: draft.name,
  primary,
  latestVersion: draft.schemaVersion,
  ...countsOf(draft.checked),
  createdAt: draft.now,
  updatedAt: draft.now,
  version: 1,
});

const versionPut = ({ schemaVersions }: WriteStores, draft: VersionDraft): TransactionItem<unknown> => {
  const { schemaId, userId, projectId, name, schemaVersion, checked, document, now } = draft;
  const item = { schemaId, userId, projectId, name, schemaVersion, ...countsOf(checked), createdAt: now, document };
  return schemaVersions.toPut(schemaVersionKey(schemaId, schemaVersion), item, { condition: itemIsNew });
};

/** Writes a new schema with its first version. */
export const newSchemaWrites = (
  stores: WriteStores,
  draft: VersionDraft,
  primary: boolean,
): TransactionItem<unknown>[] => [
  stores.schemas.toPut(schemaKey(draft.schemaId), newSchemaRecord(draft, primary), {
    condition: itemIsNew,
    attributes: listedUnder(draft.userId, draft.projectId, draft.schemaId),
  }),
  versionPut(stores, draft),
];

/** Writes the version after the one that the schema has: refused when another one came between. */
export const nextVersionWrites = (stores: WriteStores, draft: VersionDraft): TransactionItem<unknown>[] => [
  stores.schemas.toUpdate(
    schemaKey(draft.schemaId),
    {
      set: { name: draft.name, latestVersion: draft.schemaVersion, updatedAt: draft.now, ...countsOf(draft.checked) },
      add: { version: 1 },
    },
    { condition: allOf(isAlive, equals('latestVersion', draft.schemaVersion - 1)) },
  ),
  versionPut(stores, draft),
];

/** Stores a schema's document: inline, or as an object of its own key, never written twice. */
export const encodeSchema = (
  { documents }: Pick<Stores, 'documents'>,
  { userId, schemaId, objectId }: { readonly userId: string; readonly schemaId: string; readonly objectId: string },
  document: SchemaDocument,
) => documents.encode(document, { objectKey: `${documentPrefix(userId, 'schemas', schemaId)}${objectId}.json.gz` });
