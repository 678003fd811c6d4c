import type {
  CanonicalSchema,
  Schema,
  SchemaDocument,
  SchemaListItem,
  SchemaVersionListItem,
} from '@snapinfra/contracts';
import type { SchemaVersionItem } from '@snapinfra/platform';
import type { SchemaRecord } from './schema-kind.ts';
import { listIssues } from './list-issues.ts';
import type { ModelReading } from './read-model.ts';

/** A record as lists show it. */
export const toSchemaListItem = (record: SchemaRecord): SchemaListItem => ({
  id: record.id,
  projectId: record.projectId,
  userId: record.userId,
  name: record.name,
  version: record.latestVersion,
  primary: record.primary,
  ...record.counts,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

/** A version's own numbers in place of the newest one's. */
const ofVersion = (record: SchemaRecord, item: SchemaVersionItem): SchemaListItem => ({
  ...toSchemaListItem(record),
  name: item.name,
  version: item.schemaVersion,
  tableCount: item.tableCount,
  errorCount: item.errorCount,
  warningCount: item.warningCount,
  updatedAt: item.createdAt,
});

/** A version with its document, as it was sent. */
export const toSchema = (record: SchemaRecord, item: SchemaVersionItem, document: SchemaDocument): Schema => ({
  ...document,
  ...ofVersion(record, item),
});

/** A version as the model that code is generated from. */
export const toCanonicalSchema = (
  record: SchemaRecord,
  item: SchemaVersionItem,
  { model, issues }: ModelReading,
): CanonicalSchema => {
  return { ...ofVersion(record, item), model: model ?? null, issues: listIssues(issues) };
};

export const toVersionListItem = (item: SchemaVersionItem): SchemaVersionListItem => ({
  schemaId: item.schemaId,
  projectId: item.projectId,
  version: item.schemaVersion,
  name: item.name,
  tableCount: item.tableCount,
  errorCount: item.errorCount,
  warningCount: item.warningCount,
  createdAt: item.createdAt,
});
