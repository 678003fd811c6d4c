import {
  CodeGenerationRecord,
  GenerationFilesItem,
  GenerationPromptItem,
  ProjectContentItem,
  SchemaVersionItem,
  tableNames,
  tables,
  type TableKey,
} from '@snapinfra/platform';
import { ArchitectureContentItem, ArchitectureRecord } from '../features/projects/architectures/architecture-record.ts';
import { ProjectRecord } from '../features/projects/project-record.ts';
import { SchemaRecord } from '../features/projects/schemas/schema-record.ts';
import {
  createDocumentStore,
  createObjectStore,
  createTable,
  transactWrite,
  type AwsClients,
  type DocumentStore,
  type ObjectStore,
  type Table,
  type TransactionItem,
} from '@snapinfra/aws-clients';
import { discardDocuments } from './discard-documents.ts';
import Type, { type Static, type TSchema } from 'typebox';
import { IdempotencyItem } from '../idempotency/idempotency-item.ts';
import { RateLimitItem } from '../rate-limits/rate-limits.ts';

/** As much of a deployment as lists show. */
export const DeploymentRecord = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  userId: Type.String(),
  platform: Type.String(),
  status: Type.String(),
  url: Type.Optional(Type.String()),
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type DeploymentRecord = Static<typeof DeploymentRecord>;

/** What a refused transaction says of each of its items. */
export type Conflicts = readonly ({ readonly existing: unknown } | undefined)[];
export type Transacted = { readonly ok: true } | { readonly ok: false; readonly conflicts: Conflicts };
export type Transact = (items: readonly TransactionItem<unknown>[]) => Promise<Transacted>;

/** Everything that the gateway keeps, one member for each shape of item. */
export interface Stores {
  readonly projects: Table<ProjectRecord>;
  readonly projectContents: Table<ProjectContentItem>;
  readonly schemas: Table<SchemaRecord>;
  readonly schemaVersions: Table<SchemaVersionItem>;
  readonly architectures: Table<ArchitectureRecord>;
  readonly architectureContents: Table<ArchitectureContentItem>;
  readonly generations: Table<CodeGenerationRecord>;
  readonly generationFiles: Table<Static<typeof GenerationFilesItem>>;
  readonly generationPrompts: Table<Static<typeof GenerationPromptItem>>;
  readonly deployments: Table<DeploymentRecord>;
  readonly idempotency: Table<IdempotencyItem>;
  readonly rateLimits: Table<RateLimitItem>;
  readonly documents: DocumentStore;
  readonly objects: ObjectStore;
  /** All or nothing; documents that were stored for items which were not written go again: store them anew to repeat. */
  readonly transact: Transact;
}

export interface StoresDeps {
  readonly clients: Pick<AwsClients, 'dynamo' | 's3'>;
  /** Prefix of the tables' names. */
  readonly tablePrefix: string;
  readonly bucket: string;
}

/** Opens the tables and the bucket. Nothing is sent before something is asked for. */
export const createStores = ({ clients, tablePrefix, bucket }: StoresDeps): Stores => {
  const names = tableNames(tablePrefix);
  const open = <Schema extends TSchema>(key: TableKey, schema: Schema) => {
    const indexes = tables.find((table) => table.key === key)?.indexes ?? [];
    return createTable({ dynamo: clients.dynamo, tableName: names[key], schema, indexes });
  };
  const objects = createObjectStore({ s3: clients.s3, bucket });
  return {
    projects: open('projects', ProjectRecord),
    projectContents: open('projects', ProjectContentItem),
    schemas: open('schemas', SchemaRecord),
    schemaVersions: open('schemas', SchemaVersionItem),
    architectures: open('architectures', ArchitectureRecord),
    architectureContents: open('architectures', ArchitectureContentItem),
    generations: open('code-generations', CodeGenerationRecord),
    generationFiles: open('code-generations', GenerationFilesItem),
    generationPrompts: open('code-generations', GenerationPromptItem),
    deployments: open('deployments', DeploymentRecord),
    idempotency: open('projects', IdempotencyItem),
    rateLimits: open('rate-limits', RateLimitItem),
    documents: createDocumentStore({ objectStore: objects }),
    objects,
    transact: async (items) => {
      const result = await transactWrite(clients, items);
      if (!result.ok) await discardDocuments(objects, items);
      return result;
    },
  };
};
