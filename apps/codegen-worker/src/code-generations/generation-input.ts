import { createTable, DocumentMissingError, type AwsClients, type DocumentStore } from '@snapinfra/aws-clients';
import {
  ProjectContentItem,
  projectContentKey,
  SchemaVersionItem,
  schemaVersionKey,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import type { GenerationJob } from './generation-job.ts';

export interface GenerationInputDeps {
  readonly dynamo: AwsClients['dynamo'];
  readonly tables: { readonly projects: string; readonly schemas: string };
  readonly documents: DocumentStore;
}

export type GenerationInput = ReturnType<typeof createGenerationInput>;

/** Reads the input of a generation: the requested schema version, and the project's architecture. */
export const createGenerationInput = ({ dynamo, tables, documents }: GenerationInputDeps) => {
  const schemaVersions = createTable({ dynamo, tableName: tables.schemas, schema: SchemaVersionItem });
  const contents = createTable({ dynamo, tableName: tables.projects, schema: ProjectContentItem });

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

  return {
    /** Resolves to undefined where the schema version is gone, and rejects where another attempt may succeed. */
    async read(record: CodeGenerationRecord, signal: AbortSignal): Promise<GenerationJob | undefined> {
      const [schemaDocument, architectureDocument] = await Promise.all([
        schemaOf(record, signal),
        architectureOf(record.projectId, signal),
      ]);
      if (!schemaDocument) return undefined;
      const { projectName, options } = record;
      const { packageName, indexForeignKeys } = options;
      return { schemaDocument, architectureDocument, projectName, packageName, indexForeignKeys };
    },
  };
};
