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

export const schemaKey = (schemaId: string) => ({ pk: `SCHEMA#${schemaId}`, sk: 'RECORD' }) as const;
