import type { CodeGeneration } from '@snapinfra/contracts';
import {
  codeGenerationKey,
  codeGenerationPromptKey,
  knownCodeGenerationStatus,
  type CodeGenerationRecord,
  type CodeGenerationResult,
} from '@snapinfra/platform';
import type { Readable } from 'node:stream';
import Type from 'typebox';
import type { Caller } from '../../http/caller.ts';
import { refuse } from '../../http/problem-error.ts';
import { requireRecord, requireRecordOrItsMark, type RecordsOf } from '../../records/owned-record.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { toCodeGeneration } from './code-generation-view.ts';
import type { EventStreams } from './event-streams.ts';

type PromptStores = Pick<GenerationStores, 'generations' | 'generationPrompts' | 'documents'>;

const recordsOf = ({ generations }: Pick<GenerationStores, 'generations'>): RecordsOf<CodeGenerationRecord> => ({
  records: generations,
  keyOf: codeGenerationKey,
  notFound: 'code_generation_not_found',
});

/** A generation of the caller, also one that is being deleted. @throws ProblemError `code_generation_not_found` */
export const requireGenerationOrItsMark = (
  stores: Pick<GenerationStores, 'generations'>,
  caller: Caller,
  id: string,
): Promise<CodeGenerationRecord> => requireRecordOrItsMark(recordsOf(stores), caller, id);

/** A generation of the caller. @throws ProblemError `code_generation_not_found` */
export const requireGeneration = (
  stores: Pick<GenerationStores, 'generations'>,
  caller: Caller,
  id: string,
): Promise<CodeGenerationRecord> => requireRecord(recordsOf(stores), caller, id);

const promptText = Type.String();

/** A generation of the caller and its prompt, in one round trip: a prompt fits its item. */
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

/** The result of a completed generation. @throws ProblemError `code_generation_not_completed` */
export const resultOf = ({ status, result, error }: CodeGenerationRecord): CodeGenerationResult => {
  if (status === 'completed' && result) return result;
  const why = status === 'failed' && error ? ` (${error.message})` : '';
  throw refuse(
    'code_generation_not_completed',
    `The code generation is ${knownCodeGenerationStatus(status)}${why}: it has nothing to download.`,
  );
};

export interface ReadGeneration {
  read(caller: Caller, id: string): Promise<CodeGeneration>;
  /** Its states as they change, beginning after the one that the client has seen. */
  follow(caller: Caller, id: string, lastEventId: string | undefined): Promise<Readable>;
}

export interface ReadGenerationDeps {
  readonly stores: PromptStores;
  readonly streams: Pick<EventStreams, 'open'>;
}

export const createReadGeneration = ({ stores, streams }: ReadGenerationDeps): ReadGeneration => ({
  read: async (caller, id) => {
    const { record, prompt } = await readWithPrompt(stores, caller, id);
    return toCodeGeneration(record, prompt);
  },
  follow: async (caller, id, lastEventId) => streams.open(await requireGeneration(stores, caller, id), lastEventId),
});
