import type { CodeGeneration } from '@snapinfra/contracts';
import {
  codeGenerationKey,
  codeGenerationPromptKey,
  codeGenerationRenamesKey,
  GenerationRenames,
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
import { toCodeGeneration, type BesideRecord } from './code-generation-view.ts';

const notFound = 'code_generation_not_found';

const promptText = Type.String();

export interface WholeGeneration {
  readonly record: Stored<CodeGenerationRecord>;
  readonly beside: BesideRecord;
}

type BesideStores = Pick<GenerationStores, 'generationPrompts' | 'generationRenames' | 'documents'>;

type StoredItem = { readonly document: unknown } | undefined;

const decodeBeside = async (
  { documents }: Pick<BesideStores, 'documents'>,
  prompt: StoredItem,
  renames: StoredItem,
): Promise<BesideRecord> => ({
  prompt: prompt && (await documents.decode(prompt.document, { schema: promptText })),
  renames: renames && (await documents.decode(renames.document, { schema: GenerationRenames })),
});

/** What lies beside the record of a generation. */
export const readBeside = async (stores: BesideStores, id: string): Promise<BesideRecord> => {
  const { generationPrompts, generationRenames } = stores;
  const prompt = await generationPrompts.get(codeGenerationPromptKey(id));
  return decodeBeside(stores, prompt, await generationRenames.get(codeGenerationRenamesKey(id)));
};

/** A generation and what lies beside its record, which fits its items but for very many renames. */
const wholeReading = ({
  generations,
  ...stores
}: BesideStores & Pick<GenerationStores, 'generations'>): Reading<WholeGeneration> =>
  createReading(async ({ id }, batch) => {
    const { generationPrompts, generationRenames } = stores;
    const [found, prompt, renames] = await Promise.all([
      batch.get(generations.toGet(codeGenerationKey(id))),
      batch.get(generationPrompts.toGet(codeGenerationPromptKey(id))),
      batch.get(generationRenames.toGet(codeGenerationRenamesKey(id))),
    ]);
    return { record: visible(found, notFound, id), beside: await decodeBeside(stores, prompt, renames) };
  });

/** The readings of the generation that a path names. */
export const generationReadings = (stores: GenerationStores) => {
  const of = { records: stores.generations, notFound } as const;
  return { one: recordReading(of), oneOrItsMark: recordOrMarkReading(of), whole: wholeReading(stores) };
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
export const readWhole = async (read: Reader<WholeGeneration>): Promise<CodeGeneration> => {
  const { record, beside } = await read();
  return toCodeGeneration(record, beside);
};
