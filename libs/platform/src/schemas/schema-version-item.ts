import Type, { type Static } from 'typebox';
import { besideRecordKey } from '../ids.ts';

/** One version of a schema: never changed once it is written. Table `schemas`, {@link schemaVersionKey}. */
export const SchemaVersionItem = Type.Object({
  schemaId: Type.String(),
  userId: Type.String(),
  projectId: Type.String(),
  name: Type.String(),
  schemaVersion: Type.Integer({ minimum: 1 }),
  tableCount: Type.Integer({ minimum: 0 }),
  /** How many errors the model had when it was saved. Code is generated only where there are none. */
  errorCount: Type.Integer({ minimum: 0 }),
  warningCount: Type.Integer({ minimum: 0 }),
  createdAt: Type.String({ format: 'date-time' }),
  /** The schema as it was sent, in whichever dialect: a StoredDocument of aws-clients' document store. */
  document: Type.Unknown(),
});
export type SchemaVersionItem = Static<typeof SchemaVersionItem>;

/** Zero-padded, so that the versions of a schema sort by number. */
export const schemaVersionKey = (schemaId: string, version: number) =>
  besideRecordKey(schemaId, 'CONTENT', String(version).padStart(8, '0'));
