import { inflateRawSync } from 'node:zlib';
import {
  codeGenerationFilesKey,
  codeGenerationKey,
  codeGenerationPromptKey,
  GenerationFileIndex,
  knownCodeGenerationStatus,
  type CodeGenerationRecord,
  type CodeGenerationResult,
} from '@snapinfra/platform';
import { buffer } from 'node:stream/consumers';
import Type from 'typebox';
import type { Caller } from '../../http/caller.ts';
import { notFound, refuse } from '../../http/problem-error.ts';
import type { Stores } from '../../storage/stores.ts';

type ReadStores = Pick<Stores, 'generations' | 'generationFiles' | 'documents' | 'objects'>;
type PromptStores = Pick<Stores, 'generations' | 'generationPrompts' | 'documents'>;

/** A generation of the caller, also one that is being deleted. @throws ProblemError `code_generation_not_found` */
export const requireGenerationOrItsMark = async (
  { generations }: Pick<Stores, 'generations'>,
  { userId }: Caller,
  id: string,
): Promise<CodeGenerationRecord> => {
  const record = await generations.get(codeGenerationKey(id));
  if (record?.userId !== userId) throw notFound('code_generation_not_found', id);
  return record;
};

/** A generation of the caller. @throws ProblemError `code_generation_not_found` */
export const requireGeneration = async (
  stores: Pick<Stores, 'generations'>,
  caller: Caller,
  id: string,
): Promise<CodeGenerationRecord> => {
  const record = await requireGenerationOrItsMark(stores, caller, id);
  if (record.deletingAt) throw notFound('code_generation_not_found', id);
  return record;
};

const promptText = Type.String();

/** A generation of the caller, and what it was asked with, in one round trip: a prompt fits its item. */
export const readWithPrompt = async (
  stores: PromptStores,
  caller: Caller,
  id: string,
): Promise<{ readonly record: CodeGenerationRecord; readonly prompt: string | undefined }> => {
  const [record, item] = await Promise.all([
    requireGeneration(stores, caller, id),
    stores.generationPrompts.get(codeGenerationPromptKey(id)),
  ]);
  const prompt = item ? await stores.documents.decode(item.document, { schema: promptText }) : record.prompt;
  return { record, prompt };
};

/** What a completed generation stored. @throws ProblemError `code_generation_not_completed` */
export const resultOf = ({ status, result, error }: CodeGenerationRecord): CodeGenerationResult => {
  if (status === 'completed' && result) return result;
  const why = status === 'failed' && error ? ` (${error.message})` : '';
  throw refuse(
    'code_generation_not_completed',
    `The code generation is ${knownCodeGenerationStatus(status)}${why}: it has nothing to download.`,
  );
};

/** Longer than anything that is there to be looked at; the archive has it all. */
const maximumFileBytes = 5 * 1024 * 1024;

export interface FilesOfGeneration {
  readonly record: CodeGenerationRecord;
  readonly result: CodeGenerationResult;
  readonly index: GenerationFileIndex;
}

/** A completed generation with the index of its files, in one round trip (and one more when the index is big). */
export const readFileIndex = async (stores: ReadStores, caller: Caller, id: string): Promise<FilesOfGeneration> => {
  const [record, files] = await Promise.all([
    requireGeneration(stores, caller, id),
    stores.generationFiles.get(codeGenerationFilesKey(id)),
  ]);
  const result = resultOf(record);
  if (!files) throw notFound('code_generation_not_found', id);
  return { record, result, index: await stores.documents.decode(files.document, { schema: GenerationFileIndex }) };
};

/** One file of the archive, by one ranged read. @throws ProblemError `file_not_found` */
export const readFile = async (
  stores: ReadStores,
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
