import { deflateRawSync } from 'node:zlib';
import { readDataModel } from '@snapinfra/data-model';
import { schemaStateOf } from '@snapinfra/generator/schema-changes';
import {
  codeGenerationArchiveKey,
  codeGenerationFilesKey,
  codeGenerationKey,
  generationHistoryFormat,
  generationHistoryHeadKey,
  generationHistoryKey,
  generationHistoryLeasePrefix,
  idBelowProject,
  type CodeGenerationRecord,
  type GenerationHistoryDocument,
  type GenerationHistoryItem,
} from '@snapinfra/platform';
import type { Api } from './start-api.ts';

/** Files of the archive that {@link complete} stores. */
export const storedFiles = {
  'src/tables/order items.ts': 'export const table = "größe";\n'.repeat(50),
  'README.md': '# Shop\n',
  'empty.txt': '',
} as const;

/** Does what a worker does at the end: stores an archive and its index, and completes the record. */
export const complete = async ({ stores }: Api, record: CodeGenerationRecord): Promise<void> => {
  const archiveKey = codeGenerationArchiveKey(record.id, 1);
  const parts: Buffer[] = [Buffer.from('before')];
  const files = Object.entries(storedFiles).map(([path, text]) => {
    const offset = Buffer.concat(parts).length;
    const method = path.endsWith('.ts') ? ('deflate' as const) : ('store' as const);
    const data = method === 'deflate' ? deflateRawSync(text) : Buffer.from(text);
    parts.push(data, Buffer.from('between'));
    const bytes = Buffer.byteLength(text);
    return { path, offset, compressedBytes: data.length, bytes, method, crc32: 0, sha256: 'f'.repeat(64) };
  });
  const archive = Buffer.concat(parts);
  await stores.objects.put(archiveKey, archive, { contentType: 'application/zip' });
  const document = await stores.documents.encode({ version: 1, files }, { objectKey: `${archiveKey}.index` });
  await stores.generationFiles.put(codeGenerationFilesKey(record.id), {
    generationId: record.id,
    document,
  });
  const now = new Date().toISOString();
  await stores.generations.update(codeGenerationKey(record.id), {
    set: {
      status: 'completed',
      progress: { phase: 'done', percent: 100, message: 'The project is ready' },
      updatedAt: now,
      result: {
        archiveKey,
        archiveBytes: archive.length,
        archiveSha256: 'a'.repeat(64),
        fileCount: files.length,
        tableCount: 2,
        fileName: 'shöp.zip',
        generatorVersion: '0.0.0',
        durationMs: 1,
        completedAt: now,
      },
    },
    add: { version: 1 },
    remove: ['outboxShard', 'outboxDueAt'],
  });
};

export interface EarlierGeneration {
  readonly projectId: string;
  readonly schemaId: string;
  /** The model whose database it left. */
  readonly schema: unknown;
  readonly changes?: Partial<GenerationHistoryItem>;
  readonly options?: GenerationHistoryDocument['options'];
  /** Instead of the document that a worker stores. */
  readonly document?: unknown;
  /** Further members of the document; of a large one there is more than an item holds. */
  readonly bulk?: string | undefined;
}

/** What a worker leaves of a completed generation to continue from: its entry, which is the head of the schema's history. */
export const storeHistory = async (
  { stores, deps }: Pick<Api, 'stores' | 'deps'>,
  { projectId, schemaId, schema, changes = {}, options = {}, bulk, ...given }: EarlierGeneration,
): Promise<string> => {
  const { model, resolved } = readDataModel(schema);
  if (!model || !resolved) throw new Error('the model has errors');
  const { generationId = idBelowProject(projectId, deps.newId()) } = changes;
  const document: GenerationHistoryDocument = {
    formatVersion: generationHistoryFormat,
    schema: schemaStateOf({ dataModel: model, resolved }),
    migrations: [{ name: '0001_initial.sql', sql: 'select 1;', steps: [] }],
    options,
  };
  const objectKey = `${generationHistoryLeasePrefix(generationId, 1)}history.json.gz`;
  const item: GenerationHistoryItem = {
    ...{ generationId, schemaId, schemaVersion: 1, position: 1, generatorVersion: '0.0.0' },
    createdAt: deps.clock().toISOString(),
    document: await stores.documents.encode(given.document ?? { ...document, bulk }, { objectKey }),
    ...changes,
  };
  await stores.generationHistory.put(generationHistoryKey(generationId), item);
  await stores.generationHistory.put(generationHistoryHeadKey(schemaId), item);
  return generationId;
};

/** The record as it is stored. */
export const storedRecord = async ({ stores }: Api, id: string): Promise<CodeGenerationRecord> => {
  const record = await stores.generations.get(codeGenerationKey(id));
  if (!record) throw new Error(`no record ${id}`);
  return record;
};
