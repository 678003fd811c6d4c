import { codeGenerationPromptKey } from '@snapinfra/platform';
import Type from 'typebox';
import { jsonFile, type ExportOfProject } from '../../records/exported-file.ts';
import { recordsOfProject } from '../../records/records-of-project.ts';
import type { GenerationStores } from './code-generation-stores.ts';
import { toCodeGeneration } from './code-generation-view.ts';

type Stores = Pick<GenerationStores, 'generations' | 'generationPrompts' | 'documents' | 'objects'>;

const promptOf = async ({ generationPrompts, documents }: Stores, id: string): Promise<string | undefined> => {
  const item = await generationPrompts.get(codeGenerationPromptKey(id));
  return item && documents.decode(item.document, { schema: Type.String() });
};

/** Code generations with their prompts, and the archives that they made. */
export const createExportGenerations = (stores: Stores): ExportOfProject =>
  async function* (project) {
    for await (const record of stores.generations.query(recordsOfProject(project.id))) {
      const folder = `code-generations/${record.id}`;
      yield jsonFile(`${folder}/code-generation.json`, async () =>
        toCodeGeneration(record, await promptOf(stores, record.id)),
      );
      const archiveKey = record.result?.archiveKey;
      if (archiveKey === undefined) continue;
      yield { path: `${folder}/archive.zip`, open: async () => (await stores.objects.get(archiveKey))?.body };
    }
  };
