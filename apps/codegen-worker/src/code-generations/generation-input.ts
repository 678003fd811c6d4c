import { createTable, DocumentMissingError, type AwsClients, type DocumentStore } from '@snapinfra/aws-clients';
import type { CodeGenerationError } from '@snapinfra/contracts';
import {
  codeGenerationRenamesKey,
  GenerationRenamesItem,
  ProjectContentItem,
  projectContentKey,
  SchemaVersionItem,
  schemaVersionKey,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import { createReadHistory, type ReadHistory } from './generation-history.ts';
import type { GenerationJob } from './generation-job.ts';

export interface GenerationInputDeps {
  readonly dynamo: AwsClients['dynamo'];
  readonly tables: {
    readonly projects: string;
    readonly schemas: string;
    readonly 'code-generations': string;
  };
  readonly documents: DocumentStore;
}

export type InputReading =
  | { readonly kind: 'read'; readonly job: GenerationJob; readonly history: ReadHistory }
  /** It can't be generated, and another attempt would not help. */
  | { readonly kind: 'refused'; readonly error: CodeGenerationError };

export type GenerationInput = ReturnType<typeof createGenerationInput>;

const schemaNotFound: CodeGenerationError = {
  code: 'schema_not_found',
  message: 'The schema version is no longer there.',
};

const jobOf = (
  { projectName, options, acceptedBase }: CodeGenerationRecord,
  documents: Pick<GenerationJob, 'schemaDocument' | 'architectureDocument' | 'renamesDocument'>,
  { base }: ReadHistory,
): GenerationJob => {
  const { packageName, indexForeignKeys, nextMigration, allowDestructive } = options;
  const from = base && {
    generationId: base.entry.generationId,
    generatorVersion: base.entry.generatorVersion,
    document: base.document,
  };
  return {
    ...documents,
    ...{ projectName, packageName, indexForeignKeys, nextMigration, allowDestructive, acceptedBase },
    base: from,
  };
};

/** Reads the input of a generation: the schema version, the project's architecture, and what it continues from. */
export const createGenerationInput = ({ dynamo, tables, documents }: GenerationInputDeps) => {
  const schemaVersions = createTable({ dynamo, tableName: tables.schemas, schema: SchemaVersionItem });
  const contents = createTable({ dynamo, tableName: tables.projects, schema: ProjectContentItem });
  const tableName = tables['code-generations'];
  const renames = createTable({ dynamo, tableName, schema: GenerationRenamesItem });
  const readHistory = createReadHistory({ dynamo, tableName, documents });

  const schemaOf = async (record: CodeGenerationRecord, signal: AbortSignal): Promise<Uint8Array | undefined> => {
    const version = await schemaVersions.get(schemaVersionKey(record.schemaId, record.schemaVersion), { signal });
    if (!version) return undefined;
    try {
      return await documents.decodeBytes(version.document, { signal });
    } catch (error) {
      if (error instanceof DocumentMissingError) return undefined;
      throw error;
    }
  };

  // It may be replaced while it is read: then this rejects, and the next attempt reads the new one.
  const architectureOf = async (projectId: string, signal: AbortSignal): Promise<Uint8Array | undefined> => {
    const architecture = await contents.get(projectContentKey(projectId, 'ARCHITECTURE'), { signal });
    return architecture && documents.decodeBytes(architecture.document, { signal });
  };

  const renamesOf = async ({ id }: CodeGenerationRecord, signal: AbortSignal): Promise<Uint8Array | undefined> => {
    const item = await renames.get(codeGenerationRenamesKey(id), { signal });
    return item && documents.decodeBytes(item.document, { signal });
  };

  return {
    /** Rejects where another attempt may succeed. */
    async read(record: CodeGenerationRecord, signal: AbortSignal): Promise<InputReading> {
      const [schemaDocument, architectureDocument, renamesDocument, reading] = await Promise.all([
        schemaOf(record, signal),
        architectureOf(record.projectId, signal),
        renamesOf(record, signal),
        readHistory(record, signal),
      ]);
      if (!schemaDocument) return { kind: 'refused', error: schemaNotFound };
      if (reading.kind === 'refused') return reading;
      const { history } = reading;
      const job = jobOf(record, { schemaDocument, architectureDocument, renamesDocument }, history);
      return { kind: 'read', job, history };
    },
  };
};
