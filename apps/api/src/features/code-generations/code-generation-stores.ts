import {
  CodeGenerationRecord,
  GenerationFilesItem,
  GenerationHistoryItem,
  GenerationPromptItem,
  GenerationRenamesItem,
} from '@snapinfra/platform';
import type { Storage } from '../../storage/storage.ts';

/** The stores of code generations, one for each shape of item. */
export const openGenerationStores = ({ open, documents, objects }: Storage) => ({
  generations: open('code-generations', CodeGenerationRecord),
  generationFiles: open('code-generations', GenerationFilesItem),
  generationPrompts: open('code-generations', GenerationPromptItem),
  generationRenames: open('code-generations', GenerationRenamesItem),
  generationHistory: open('code-generations', GenerationHistoryItem),
  documents,
  objects,
});
export type GenerationStores = ReturnType<typeof openGenerationStores>;
