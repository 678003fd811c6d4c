import { buffer } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import {
  codeGenerationFilesKey,
  codeGenerationKey,
  GenerationFileIndex,
  type CodeGenerationRecord,
  type CodeGenerationResult,
} from '@snapinfra/platform';
import type { Stored } from '@snapinfra/aws-clients';
import { createReading, type Reading } from '../../access/reading.ts';
import { notFound, refuse } from '../../http/problem-error.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { visible } from '../../records/owned-record.ts';
import { resultOf } from './read-generation.ts';

type FileStores = Pick<GenerationStores, 'generations' | 'generationFiles' | 'documents' | 'objects'>;

/** Longer than anything that is there to be looked at; the archive has it all. */
const maximumFileBytes = 5 * 1024 * 1024;

export interface FilesOfGeneration {
  readonly record: CodeGenerationRecord;
  readonly result: CodeGenerationResult;
  readonly index: GenerationFileIndex;
}

/** A completed generation with the index of its files, in one round trip (and one more when the index is big). */
const filesReading = ({ generations, generationFiles, documents }: FileStores): Reading<FilesOfGeneration> =>
  createReading(async ({ id }, batch) => {
    const [found, files] = await Promise.all([
      batch.get(generations.toGet(codeGenerationKey(id))),
      batch.get(generationFiles.toGet(codeGenerationFilesKey(id))),
    ]);
    const record = visible(found, 'code_generation_not_found', id);
    const result = resultOf(record);
    if (!files) throw notFound('code_generation_not_found', id);
    return { record, result, index: await documents.decode(files.document, { schema: GenerationFileIndex }) };
  });

/** One file of the archive, by one ranged read. @throws ProblemError `file_not_found` */
const readFile = async (
  stores: FileStores,
  { result, index }: FilesOfGeneration,
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly bytes: Buffer; readonly sha256: string }> => {
  const file = index.files.find((candidate) => candidate.path === path);
  if (!file) throw refuse('file_not_found', `The generation has no file ${JSON.stringify(path.slice(0, 300))}.`);
  if (file.bytes > maximumFileBytes) {
    throw refuse('payload_too_large', `${path} has ${file.bytes} bytes: download the archive instead.`);
  }
  const { sha256 } = file;
  if (file.compressedBytes === 0) return { bytes: Buffer.alloc(0), sha256 };
  const range = { offsetBytes: file.offset, lengthBytes: file.compressedBytes };
  const stored = await stores.objects.getRange(result.archiveKey, range, { signal });
  if (!stored) throw refuse('file_not_found', 'The archive of the generation is gone.');
  const compressed = await buffer(stored.body);
  const isDeflated = file.method === 'deflate';
  return { bytes: isDeflated ? inflateRawSync(compressed, { maxOutputLength: maximumFileBytes }) : compressed, sha256 };
};

/** Seconds that a download URL is good for. */
const downloadSeconds = 3600;

export interface GenerationFiles {
  /** The generation that a path names with the index of its files. */
  readonly withFiles: Reading<FilesOfGeneration>;
  /** @throws ProblemError `code_generation_not_completed` */
  downloadUrl(
    record: Stored<CodeGenerationRecord>,
  ): Promise<{ downloadUrl: string; expiresIn: number; fileName: string }>;
  /** @throws ProblemError `file_not_found` */
  file(files: FilesOfGeneration, path: string): Promise<{ readonly bytes: Buffer; readonly sha256: string }>;
}

/** The archives of completed generations, and the files in them. */
export const createGenerationFiles = ({ stores }: { readonly stores: FileStores }): GenerationFiles => ({
  withFiles: filesReading(stores),
  downloadUrl: async (record) => {
    const { archiveKey: key, fileName } = resultOf(record);
    const request = { key, fileName, contentType: 'application/zip', expiresInSeconds: downloadSeconds };
    const { url } = await stores.objects.presignDownload(request);
    return { downloadUrl: url, expiresIn: downloadSeconds, fileName };
  },
  file: (files, path) => readFile(stores, files, path),
});
