import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { createDocumentStore, createObjectStore, createQueueProducer, createTable } from '@snapinfra/aws-clients';
import { codeGenerationRequestedV1 } from '@snapinfra/contracts';
import {
  codeGenerationKey,
  codeGenerationPrefix,
  CodeGenerationRecord,
  codeGenerationRenamesKey,
  GenerationHistoryItem,
  generationHistoryOf,
  GenerationRenamesItem,
  idBelowProject,
  outboxShardOf,
  projectIdOf,
  SchemaVersionItem,
  schemaVersionKey,
  tableNames,
} from '@snapinfra/platform';
import { waitFor, type Backend } from '@snapinfra/testing';
import { ulid } from 'ulid';

const notes = {
  name: 'Notes',
  tables: [
    {
      name: 'note',
      fields: [
        { name: 'id', type: 'uuid', primary: true, default: 'gen_random_uuid()' },
        { name: 'text', type: 'text', required: true },
      ],
    },
  ],
};

/** Does what the gateway does when code is asked for, and looks at what became of it. */
export const createJobs = (backend: Backend) => {
  const { dynamo, s3, sqs } = backend.clients();
  const tables = tableNames(backend.resources.tablePrefix);
  const objects = createObjectStore({ s3, bucket: backend.resources.bucket });
  const documents = createDocumentStore({ objectStore: objects });
  const records = createTable({ dynamo, tableName: tables['code-generations'], schema: CodeGenerationRecord });
  const entries = createTable({ dynamo, tableName: tables['code-generations'], schema: GenerationHistoryItem });
  const renamesBeside = createTable({ dynamo, tableName: tables['code-generations'], schema: GenerationRenamesItem });
  const versions = createTable({ dynamo, tableName: tables.schemas, schema: SchemaVersionItem });
  const producer = createQueueProducer({
    sqs,
    queueUrl: backend.resources.queueUrl,
    messages: [codeGenerationRequestedV1],
  });
  const userId = 'ada';

  const storeVersion = async (schemaId: string, schemaVersion: number, schema: unknown): Promise<void> => {
    const projectId = projectIdOf(schemaId);
    const objectKey = `documents/${projectId}/schemas/${schemaId}/${schemaVersion}.json.gz`;
    await versions.put(schemaVersionKey(schemaId, schemaVersion), {
      ...{ schemaId, userId, projectId, name: 'Notes', schemaVersion, tableCount: 1, errorCount: 0, warningCount: 0 },
      createdAt: new Date().toISOString(),
      document: await documents.encode(schema, { objectKey }),
    });
  };

  /** A generation of a new schema in a new project; of another project's schema where `changes` name both. */
  const store = async (schema: unknown = notes, changes: Partial<CodeGenerationRecord> = {}): Promise<string> => {
    const { projectId = ulid() } = changes;
    const { schemaId = idBelowProject(projectId, ulid()) } = changes;
    const id = idBelowProject(projectId, ulid());
    const now = new Date().toISOString();
    if (changes.schemaId === undefined) await storeVersion(schemaId, 1, schema);
    await records.put(codeGenerationKey(id), {
      id,
      userId,
      tenantId: userId,
      projectId,
      projectName: 'Notes',
      schemaId,
      schemaVersion: 1,
      options: {},
      status: 'pending',
      progress: { phase: 'queued', percent: 0, message: 'Waiting for a worker' },
      createdAt: now,
      updatedAt: now,
      version: 1,
      correlationId: `request-${id}`,
      attempts: 0,
      leaseToken: 0,
      signals: {},
      stepResults: {},
      owedEvents: {},
      outboxShard: outboxShardOf(id),
      outboxDueAt: Date.now() + 30_000,
      ...changes,
    });
    return id;
  };

  /** Another generation of the same schema: of a next version where there is a schema. */
  const storeNext = async (
    id: string,
    schema?: unknown,
    options: CodeGenerationRecord['options'] = {},
    more: Partial<CodeGenerationRecord> = {},
  ): Promise<string> => {
    const { projectId, schemaId, schemaVersion: version } = await read(id);
    const schemaVersion = schema === undefined ? version : version + 1;
    if (schema !== undefined) await storeVersion(schemaId, schemaVersion, schema);
    return store(undefined, { projectId, schemaId, schemaVersion, options, ...more });
  };

  /** The renames that a generation is asked for with. */
  const storeRenames = async (id: string, renames: unknown): Promise<void> => {
    const document = await documents.encode(renames, { objectKey: 'unused' });
    await renamesBeside.put(codeGenerationRenamesKey(id), { document });
  };

  const send = (id: string) =>
    producer.send({
      id: ulid(),
      type: 'code-generation.requested',
      version: 1,
      correlationId: `request-${id}`,
      sentAt: new Date().toISOString(),
      payload: { generationId: id, userId },
    });

  const read = async (id: string): Promise<CodeGenerationRecord> => {
    const record = await records.get(codeGenerationKey(id));
    if (!record) throw new Error(`There is no generation ${id}`);
    return record;
  };

  const objectKeys = async (id: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const key of objects.listKeys(codeGenerationPrefix(id))) keys.push(key);
    return keys;
  };

  /** The entries of the history of its project, oldest first. */
  const history = async (id: string): Promise<GenerationHistoryItem[]> => {
    const found: GenerationHistoryItem[] = [];
    for await (const entry of entries.query(generationHistoryOf(projectIdOf(id)))) found.push(entry);
    return found;
  };

  const messageCount = async (): Promise<number> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: backend.resources.queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  };

  return {
    objects,
    documents,
    records,
    store,
    storeNext,
    storeRenames,
    send,
    read,
    objectKeys,
    history,
    /** The record, as soon as it has one of these statuses. */
    reaching: (id: string, ...statuses: CodeGenerationRecord['status'][]) =>
      waitFor(
        async () => {
          const record = await read(id);
          return statuses.includes(record.status) ? record : undefined;
        },
        { what: `generation ${id} to be ${statuses.join(' or ')}`, timeoutMs: 60_000 },
      ),
    /** Every message has been handled: none waits, and none is in somebody's hands. */
    untilQueueIsEmpty: () =>
      waitFor(async () => (await messageCount()) === 0, { what: 'an empty queue', timeoutMs: 60_000 }),
    request: async (schema?: unknown): Promise<string> => {
      const id = await store(schema);
      await send(id);
      return id;
    },
  };
};
