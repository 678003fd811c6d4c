import Type, { type Static } from 'typebox';

const dateTime = Type.String({ format: 'date-time' });

/** The head of a schema: table `schemas`, {@link schemaKey}. The documents are in the versions beside it. */
export const SchemaRecord = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  projectId: Type.String(),
  name: Type.String(),
  /** Whether this is the schema that the project shows and generates from. */
  primary: Type.Boolean(),
  /** The newest version's number; versions count from 1. */
  latestVersion: Type.Integer({ minimum: 1 }),
  tableCount: Type.Integer({ minimum: 0 }),
  errorCount: Type.Integer({ minimum: 0 }),
  warningCount: Type.Integer({ minimum: 0 }),
  createdAt: dateTime,
  updatedAt: dateTime,
  /** Grows by one with every write. */
  version: Type.Integer({ minimum: 1 }),
  deletingAt: Type.Optional(dateTime),
});
export type SchemaRecord = Static<typeof SchemaRecord>;

/** One version of a schema: never changed once it is written. Table `schemas`, {@link schemaVersionKey}. */
export const SchemaVersionItem = Type.Object({
  schemaId: Type.String(),
  userId: Type.String(),
  projectId: Type.String(),
  name: Type.String(),
  schemaVersion: Type.Integer({ minimum: 1 }),
  tableCount: Type.Integer({ minimum: 0 }),
  /** How many errors the model had when it was saved: 0 is the condition for generating from it. */
  errorCount: Type.Integer({ minimum: 0 }),
  warningCount: Type.Integer({ minimum: 0 }),
  createdAt: dateTime,
  /** The schema as it was sent, in whichever dialect: a StoredDocument of aws-clients' document store. */
  document: Type.Unknown(),
});
export type SchemaVersionItem = Static<typeof SchemaVersionItem>;

export const schemaKey = (schemaId: string) => ({ pk: `SCHEMA#${schemaId}`, sk: 'RECORD' }) as const;

/**
 * Sorts before the record and, zero-padded, by number: the two greatest sort keys of the partition are the record and
 * its newest version, so that one query reads both.
 */
export const schemaVersionKey = (schemaId: string, version: number) =>
  ({ pk: `SCHEMA#${schemaId}`, sk: `CONTENT#${String(version).padStart(8, '0')}` }) as const;
