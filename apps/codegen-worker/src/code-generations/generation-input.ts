import { createTable, DocumentMissingError, type AwsClients, type DocumentStore } from '@snapinfra/aws-clients';
import {
  ProjectContentItem,
  projectContentKey,
  SchemaVersionItem,
  schemaVersionKey,
  type CodeGenerationRecord,
} from '@snapinfra/contracts';
import type { GenerationJob } from './generation-job.ts';

export interface GenerationInputDeps {
  readonly dynamo: AwsClients['dynamo'];
  readonly tables: { readonly projects: string; readonly schemas: string };
  readonly documents: DocumentStore;
}

export type GenerationInput = ReturnType<typeof createGenerationInput>;

/** Reads what a generation is made from: the schema version that was asked for, and the project's architecture. */
export const createGenerationInput = ({ dynamo, tables, documents }: GenerationInputDeps) => {
  const schemaVersions = createTable({ dynamo, tableName: tables.schemas, schema: SchemaVersionItem });
  const contents = createTable({ dynamo, tableName: tables.projects, schema: ProjectContentItem });

  return {
    /** Undefined when the schema version is gone. */
    async read(record: CodeGenerationRecord, signal: AbortSignal): Promise<GenerationJob | undefined> {
      const [version, architecture] = await Promise.all([
        schemaVersions.get(schemaVersionKey(record.schemaId, record.schemaVersion), { signal }),
        contents.get(projectContentKey(record.projectId, 'ARCHITECTURE'), { signal }),
      ]);
      if (!version) return undefined;
      try {
        return {
          schemaDocument: await documents.decodeBytes(version.document, { signal }),
          architectureDocument: architecture && (await documents.decodeBytes(architecture.document, { signal })),
          projectName: record.projectName,
          packageName: record.options.packageName,
        };
      } catch (error) {
        if (error instanceof DocumentMissingError) return undefined;
        throw error;
      }
    },
  };
};
