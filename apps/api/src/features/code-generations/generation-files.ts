import { buffer } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import {
  codeGenerationFilesKey,
  GenerationFileIndex,
  type CodeGenerationRecord,
  type CodeGenerationResult,
} from '@snapinfra/platform';
import type { Caller } from '../../http/caller.ts';
import { notFound, refuse } from '../../http/problem-error.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { requireGeneration, resultOf } from './read-generation.ts';

type FileStores = Pick<GenerationStores, 'generations' | 'generationFiles' | 'documents' | 'objects'>;

/** Longer than anything that is there to be looked at; the archive has it all. */
const maximumFileBytes = 5 * 1024 * 1024;

export interface FilesOfGeneration {
  readonly record: CodeGenerationRecord;
  readonly result: CodeGenerationResult;
  readonly index: GenerationFileIndex;
}

/** A completed generation with the index of its files, in one round trip (and one more when the index is big). */
const readFileIndex = async (stores: FileStores, caller: Caller, id: string): Promise<FilesOfGeneration> => {
  const [record, files] = await Promise.all([
    requireGeneration(stores, caller, id),
    stores.generationFiles.get(codeGenerationFilesKey(id)),
  ]);
  const result = resultOf(record);
  if (!files) throw notFound('code_generation_not_found', id);
  return { record, result, index: await stores.documents.decode(files.document, { schema: GenerationFileIndex }) };
};

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
  /** @throws ProblemError `code_generation_not_found`, `code_generation_not_completed` */
  downloadUrl(caller: Caller, id: string): Promise<{ downloadUrl: string; expiresIn: number; fileName: string }>;
  files(caller: Caller, id: string): Promise<FilesOfGeneration>;
  /** @throws ProblemError `file_not_found` */
  file(caller: Caller, id: string, path: string): Promise<{ readonly bytes: Buffer; readonly sha256: string }>;
}

/** The archives of completed generations, and the files in them. */
export const createGenerationFiles = ({ stores }: { readonly stores: FileStores }): GenerationFiles => ({
  downloadUrl: async (caller, id) => {
    const { archiveKey: key, fileName } = resultOf(await requireGeneration(stores, caller, id));
    const request = { key, fileName, contentType: 'application/zip', expiresInSeconds: downloadSeconds };
    const { url } = await stores.objects.presignDownload(request);
    return { downloadUrl: url, expiresIn: downloadSeconds, fileName };
  },
  files: (caller, id) => readFileIndex(stores, caller, id),
  file: async (caller, id, path) => readFile(stores, await readFileIndex(stores, caller, id), path),
});
