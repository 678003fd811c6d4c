import Type, { type Static } from 'typebox';

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

/**
 * Sorts before the record and, zero-padded, by number: the two greatest sort keys of the partition are the record and
 * its newest version, so that one query reads both.
 */
export const schemaVersionKey = (schemaId: string, version: number) =>
  ({ pk: `SCHEMA#${schemaId}`, sk: `CONTENT#${String(version).padStart(8, '0')}` }) as const;
