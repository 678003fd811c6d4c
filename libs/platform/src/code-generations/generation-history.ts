import { markKinds } from '@snapinfra/contracts';
import Type, { type Static, type TProperties } from 'typebox';
import { Value } from 'typebox/value';
import { besideRecordKey, projectIdOf, projectPartition } from '../ids.ts';

/**
 * What a completed generation left for the next one to continue from. It lies in the table `code-generations`, independent of the
 * generation and its archive, and goes with the project alone: databases that were migrated outlive both. Each is stored twice: as an
 * entry by its generation, which never changes, and as the head of its schema's history, until the next one replaces it there. So one
 * read of a known key is enough to continue from the head, or from any entry.
 *
 * Objects are open, as a version reads what a newer one wrote; `document` is checked by whoever reads it.
 */
export const GenerationHistoryItem = Type.Object(
  {
    generationId: Type.String(),
    schemaId: Type.String(),
    schemaVersion: Type.Integer({ minimum: 1 }),
    /** Its place in the history of its schema, from 1. */
    position: Type.Integer({ minimum: 1 }),
    /** The generation whose entry it continues from, which is not always the one before; absent for a first migration. */
    parentId: Type.Optional(Type.String()),
    generatorVersion: Type.String(),
    createdAt: Type.String({ format: 'date-time' }),
    /** aws-clients' stored document of a {@link GenerationHistoryDocument}. */
    document: Type.Unknown(),
  },
  { additionalProperties: true },
);
export type GenerationHistoryItem = Static<typeof GenerationHistoryItem>;

/** The format of the documents that this version writes, and the only one that it reads. */
export const generationHistoryFormat = 1;

const listOf = <const Members extends TProperties>(members: Members) =>
  Type.Immutable(Type.Array(Type.Object(members)));

/** The document of a {@link GenerationHistoryItem}: everything that the next generation needs, however old the archive is. */
export const GenerationHistoryDocument = Type.Object(
  {
    formatVersion: Type.Literal(generationHistoryFormat),
    /** The generator's `SchemaState`: the database as the migrations leave it, and the model. */
    schema: Type.Unknown(),
    /** All migrations so far, in the order in which they are applied. */
    migrations: listOf({
      name: Type.String(),
      sql: Type.String(),
      /** What it does and costs, in words. */
      steps: listOf({ summary: Type.String(), marks: listOf({ kind: Type.Enum(markKinds), reason: Type.String() }) }),
    }),
    /** The options that shaped the schema: the next generation has the same unless it is asked for others. */
    options: Type.Object({ indexForeignKeys: Type.Optional(Type.Boolean()) }),
  },
  { additionalProperties: true },
);
export type GenerationHistoryDocument = Static<typeof GenerationHistoryDocument>;

/** The same with its schema as the generator has it. */
export interface ReadableHistory<Schema> extends GenerationHistoryDocument {
  readonly schema: Schema;
}

export type HistoryReadability<Schema> =
  | { readonly ok: true; readonly document: ReadableHistory<Schema> }
  /** `reason` is a sentence for people. */
  | { readonly ok: false; readonly reason: string };

/** Why a document can't be continued from. */
const unreadable = (document: unknown): string => {
  const format = typeof document === 'object' && document !== null ? Reflect.get(document, 'formatVersion') : undefined;
  return format === generationHistoryFormat
    ? 'has a content that this version does not read'
    : `has the format ${JSON.stringify(format)}, and this version reads ${generationHistoryFormat}`;
};

/**
 * A history document from its JSON text, if this version can continue from it. `isReadable` is the generator's test of the schema.
 */
export const readGenerationHistory = <Schema>(
  generationId: string,
  json: Uint8Array,
  isReadable: (schema: unknown) => schema is Schema,
): HistoryReadability<Schema> => {
  const document: unknown = JSON.parse(new TextDecoder().decode(json));
  if (Value.Check(GenerationHistoryDocument, document)) {
    const { schema } = document;
    if (isReadable(schema)) return { ok: true, document: { ...document, schema } };
  }
  return { ok: false, reason: `What was stored of the generation ${generationId} ${unreadable(document)}.` };
};

const entryKind = 'HISTORY';
const headKind = 'HISTORY_HEAD';

/** Key of a generation's entry. */
export const generationHistoryKey = (generationId: string) => besideRecordKey(generationId, entryKind);

/** Key of the head of a schema's history. */
export const generationHistoryHeadKey = (schemaId: string) => besideRecordKey(schemaId, headKind);

/** The entries of a project, as a query: oldest first. */
export const generationHistoryOf = (projectId: string) =>
  ({ partition: projectPartition(projectId), sort: { beginsWith: `${entryKind}#` } }) as const;

/** The heads of a project's schemas, as a query. */
export const generationHistoryHeadsOf = (projectId: string) =>
  ({ partition: projectPartition(projectId), sort: { beginsWith: `${headKind}#` } }) as const;

/** Object key prefix of the documents of all histories of a project. */
export const generationHistoriesPrefix = (projectId: string) => `documents/${projectId}/history/`;

/** Object key prefix of the documents that the attempts at a generation stored. */
export const generationHistoryPrefix = (generationId: string) =>
  `${generationHistoriesPrefix(projectIdOf(generationId))}${generationId}/`;

/** Object key prefix of the document that the holder of a lease stores. */
export const generationHistoryLeasePrefix = (generationId: string, leaseToken: number) =>
  `${generationHistoryPrefix(generationId)}${leaseToken}/`;
