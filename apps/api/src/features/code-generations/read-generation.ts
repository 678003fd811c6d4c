import type { CodeGeneration } from '@snapinfra/contracts';
import {
  codeGenerationKey,
  codeGenerationPromptKey,
  knownCodeGenerationStatus,
  type CodeGenerationRecord,
  type CodeGenerationResult,
} from '@snapinfra/platform';
import type { Stored } from '@snapinfra/aws-clients';
import Type from 'typebox';
import { createReading, type Reader, type Reading } from '../../access/reading.ts';
import { refuse } from '../../http/problem-error.ts';
import { recordOrMarkReading, recordReading, visible } from '../../records/owned-record.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { toCodeGeneration } from './code-generation-view.ts';

const notFound = 'code_generation_not_found';

const promptText = Type.String();

export interface GenerationAndPrompt {
  readonly record: Stored<CodeGenerationRecord>;
  readonly prompt: string | undefined;
}

/** A generation and its prompt: a prompt fits its item. */
const promptReading = ({
  generations,
  generationPrompts,
  documents,
}: Pick<GenerationStores, 'generations' | 'generationPrompts' | 'documents'>): Reading<GenerationAndPrompt> =>
  createReading(async ({ id }, batch) => {
    const [found, item] = await Promise.all([
      batch.get(generations.toGet(codeGenerationKey(id))),
      batch.get(generationPrompts.toGet(codeGenerationPromptKey(id))),
    ]);
    const record = visible(found, notFound, id);
    return { record, prompt: item && (await documents.decode(item.document, { schema: promptText })) };
  });

/** The readings of the generation that a path names. */
export const generationReadings = (stores: GenerationStores) => {
  const of = { records: stores.generations, notFound } as const;
  return { one: recordReading(of), oneOrItsMark: recordOrMarkReading(of), withPrompt: promptReading(stores) };
};
export type GenerationReadings = ReturnType<typeof generationReadings>;

/** The result of a completed generation. @throws ProblemError `code_generation_not_completed` */
export const resultOf = ({ status, result, error }: CodeGenerationRecord): CodeGenerationResult => {
  if (status === 'completed' && result) return result;
  const why = status === 'failed' && error ? ` (${error.message})` : '';
  throw refuse(
    'code_generation_not_completed',
    `The code generation is ${knownCodeGenerationStatus(status)}${why}: it has nothing to download.`,
  );
};

/** The body that a GET answers with. */
export const readWhole = async (read: Reader<GenerationAndPrompt>): Promise<CodeGeneration> => {
  const { record, prompt } = await read();
  return toCodeGeneration(record, prompt);
};
