import { deflateRawSync } from 'node:zlib';
import {
  codeGenerationArchiveKey,
  codeGenerationFilesKey,
  codeGenerationKey,
  type CodeGenerationRecord,
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

/** The record as it is stored. */
export const storedRecord = async ({ stores }: Api, id: string): Promise<CodeGenerationRecord> => {
  const record = await stores.generations.get(codeGenerationKey(id));
  if (!record) throw new Error(`no record ${id}`);
  return record;
};
