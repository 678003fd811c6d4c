import { SchemaDocument } from '@snapinfra/contracts';
import { schemaVersionKey, type SchemaVersionItem } from '@snapinfra/platform';
import { schemaKey, type SchemaRecord } from './schema-record.ts';
import type { Caller } from '../../../http/caller.ts';
import { notFound, refuse } from '../../../http/problem-error.ts';
import { readConsistently } from '../../../storage/read-consistently.ts';
import type { Stores } from '../../../storage/stores.ts';

export type ReadStores = Pick<Stores, 'schemas' | 'schemaVersions'>;

/** A schema and one of its versions. */
export interface SchemaAndVersion {
  readonly record: SchemaRecord;
  readonly item: SchemaVersionItem;
}

/** Versions of a schema, as a query. */
export const versionsOf = (schemaId: string) =>
  ({ partition: schemaKey(schemaId).pk, sort: { beginsWith: 'CONTENT#' }, order: 'descending' }) as const;

/** A schema of the caller, also one that is being deleted. @throws ProblemError `schema_not_found` */
export const requireSchemaOrItsMark = async (
  { schemas }: Pick<Stores, 'schemas'>,
  { userId }: Caller,
  schemaId: string,
): Promise<SchemaRecord> => {
  const record = await schemas.get(schemaKey(schemaId));
  if (record?.userId !== userId) throw notFound('schema_not_found', schemaId);
  return record;
};

const isCallers = (record: SchemaRecord | undefined, { userId }: Caller): record is SchemaRecord =>
  record !== undefined && record.userId === userId && record.deletingAt === undefined;

/** A schema of the caller, without its document. @throws ProblemError `schema_not_found` */
export const requireSchema = async ({ schemas }: Pick<Stores, 'schemas'>, caller: Caller, schemaId: string) => {
  const record = await schemas.get(schemaKey(schemaId));
  if (!isCallers(record, caller)) throw notFound('schema_not_found', schemaId);
  return record;
};

/** A schema of the caller with its newest version, in one round trip. @throws ProblemError `schema_not_found` */
export const readNewestVersion = async (
  { schemas, schemaVersions }: ReadStores,
  caller: Caller,
  schemaId: string,
): Promise<SchemaAndVersion> => {
  const read = async () => {
    const [record, page] = await Promise.all([
      schemas.get(schemaKey(schemaId)),
      schemaVersions.queryPage({ ...versionsOf(schemaId), limit: 1 }),
    ]);
    return { record, item: page.items[0] };
  };
  const { record, item } = await readConsistently(
    read,
    (found) => !isCallers(found.record, caller) || found.record.latestVersion === found.item?.schemaVersion,
  );
  if (!isCallers(record, caller) || !item) throw notFound('schema_not_found', schemaId);
  return { record, item };
};

/** A schema of the caller with one of its versions. @throws ProblemError `schema_not_found` */
export const readVersion = async (
  stores: ReadStores,
  caller: Caller,
  schemaId: string,
  version: number | undefined,
): Promise<SchemaAndVersion> => {
  if (version === undefined) return readNewestVersion(stores, caller, schemaId);
  const [record, item] = await Promise.all([
    requireSchema(stores, caller, schemaId),
    stores.schemaVersions.get(schemaVersionKey(schemaId, version)),
  ]);
  if (!item) throw refuse('schema_not_found', `The schema ${JSON.stringify(schemaId)} has no version ${version}.`);
  return { record, item };
};

/** The document of a version, as it was sent. */
export const decodeSchema = (
  { documents }: Pick<Stores, 'documents'>,
  item: Pick<SchemaVersionItem, 'document'>,
): Promise<SchemaDocument> => documents.decode(item.document, { schema: SchemaDocument });
