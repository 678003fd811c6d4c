import {
  codeGenerationFilesKey,
  codeGenerationPrefix,
  codeGenerationPromptKey,
  codeGenerationRenamesKey,
  generationHistoriesPrefix,
  generationHistoryHeadsOf,
  generationHistoryKey,
  generationHistoryOf,
  generationHistoryPrefix,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import type { GatewayJobs } from '@snapinfra/jobs';
import { eachOfProject, type Doomed, type HideOfProject } from '../../records/removal.ts';
import { deleteAll } from '../../storage/delete-all.ts';
import { documentPrefix } from '../../storage/keys.ts';
import { writableTable } from '../../storage/tables.ts';
import type { GenerationStores } from './code-generation-stores.ts';

type Stores = Pick<GenerationStores, 'generationFiles' | 'generationHistory' | 'objects'>;

/**
 * What attempts stored for the history of a generation that never completed. The history of a completed one stays: databases were
 * migrated by it, and later generations continue from it. Of a record that is marked as deleted nothing completes any more, so that
 * its entry is there or never will be.
 */
const removeUnusedHistory = async ({ generationHistory, objects }: Stores, { id }: Doomed): Promise<void> => {
  if (await generationHistory.get(generationHistoryKey(id))) return;
  await objects.deletePrefix(generationHistoryPrefix(id));
};

/** Prompt, renames, file index, archive and everything else that a generation stored, but for its history; may be repeated. */
export const removeGenerationContents = async (stores: Stores, generation: Doomed): Promise<void> => {
  const { generationFiles, objects } = stores;
  const { id } = generation;
  const beside = [codeGenerationPromptKey(id), codeGenerationRenamesKey(id), codeGenerationFilesKey(id)];
  await writableTable(generationFiles).batchDelete(beside);
  await objects.deletePrefix(codeGenerationPrefix(id));
  await objects.deletePrefix(documentPrefix('code-generations', id));
  await removeUnusedHistory(stores, generation);
};

/** The histories of a project that goes; may be repeated. */
const removeHistories = async ({ generationHistory, objects }: Stores, { id }: Doomed): Promise<void> => {
  const entries = writableTable(generationHistory);
  await deleteAll(entries, generationHistoryHeadsOf(id));
  await deleteAll(entries, generationHistoryOf(id));
  await objects.deletePrefix(generationHistoriesPrefix(id));
};

interface HideGenerationsDeps {
  readonly stores: Stores & Pick<GenerationStores, 'generations'>;
  readonly jobs: Pick<GatewayJobs<CodeGenerationRecord>, 'alone'>;
}

/** Hides the generations of a project that goes. None completes after that: their histories are removed with them. */
export const createHideGenerations =
  (deps: HideGenerationsDeps): HideOfProject =>
  async (project) => {
    const removals: (() => Promise<void>)[] = [];
    await eachOfProject(deps.stores.generations, project, async (record) => {
      await deps.jobs.alone.remove(record);
      removals.push(() => removeGenerationContents(deps.stores, record));
    });
    return [...removals, () => removeHistories(deps.stores, project)];
  };
