import {
  codeGenerationFilesKey,
  codeGenerationPrefix,
  codeGenerationPromptKey,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import type { GatewayJobs } from '@snapinfra/jobs';
import { eachOfProject, type Doomed, type HideOfProject } from '../../records/removal.ts';
import { documentPrefix } from '../../storage/keys.ts';
import { writableTable } from '../../storage/tables.ts';
import type { GenerationStores } from './code-generation-stores.ts';

/** Prompt, file index, archive and everything else that a generation stored; may be repeated. */
export const removeGenerationContents = async (
  { generationFiles, objects }: Pick<GenerationStores, 'generationFiles' | 'objects'>,
  { id }: Doomed,
): Promise<void> => {
  await writableTable(generationFiles).batchDelete([codeGenerationPromptKey(id), codeGenerationFilesKey(id)]);
  await objects.deletePrefix(codeGenerationPrefix(id));
  await objects.deletePrefix(documentPrefix('code-generations', id));
};

interface HideGenerationsDeps {
  readonly stores: Pick<GenerationStores, 'generations' | 'generationFiles' | 'objects'>;
  readonly jobs: Pick<GatewayJobs<CodeGenerationRecord>, 'alone'>;
}

/** Hides the generations of a project that goes. */
export const createHideGenerations =
  (deps: HideGenerationsDeps): HideOfProject =>
  async (project) => {
    const removals: (() => Promise<void>)[] = [];
    await eachOfProject(deps.stores.generations, project, async (record) => {
      await deps.jobs.alone.remove(record);
      removals.push(() => removeGenerationContents(deps.stores, record));
    });
    return removals;
  };
