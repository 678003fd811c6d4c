import type { ReadBatch } from '@snapinfra/aws-clients';
import {
  generationHistoryHeadKey,
  generationHistoryHeadsOf,
  generationHistoryKey,
  isIdBelowProject,
  projectIdOf,
  type GenerationHistoryItem,
} from '@snapinfra/platform';
import { refuse, type ProblemError } from '../../http/problem-error.ts';
import type { GenerationStores } from './code-generation-stores.ts';

type Stores = Pick<GenerationStores, 'generationHistory'>;

/** What a generation may continue from: as its options say, otherwise from the head of its schema's history. */
export interface HistoryChoice {
  readonly base: string | undefined;
  readonly fresh: boolean | undefined;
  /** The schema, where the request names it. */
  readonly schemaId: string | undefined;
}

export interface FoundHistory {
  /**
   * The entry that a generation of this schema continues from; undefined for a first one.
   *
   * @throws ProblemError `base_not_found`
   */
  entryOf(schemaId: string): Promise<GenerationHistoryItem | undefined>;
}

export const baseNotFound = (generationId: string): ProblemError =>
  refuse('base_not_found', `The project has no completed generation ${JSON.stringify(generationId)} to continue from.`);

/** The entry of a generation of the project; those of others are not even looked for. */
export const readEntry = async (
  { generationHistory }: Stores,
  projectId: string,
  generationId: string,
  batch: ReadBatch,
): Promise<GenerationHistoryItem | undefined> =>
  isIdBelowProject(generationId) && projectIdOf(generationId) === projectId
    ? batch.get(generationHistory.toGet(generationHistoryKey(generationId)))
    : undefined;

/** The head of a schema's history. */
export const readHead = async (
  { generationHistory }: Stores,
  schemaId: string,
  batch: ReadBatch,
): Promise<GenerationHistoryItem | undefined> =>
  isIdBelowProject(schemaId) ? batch.get(generationHistory.toGet(generationHistoryHeadKey(schemaId))) : undefined;

/** Keys sort by age, and the schema that is meant when none is named is mostly the project's oldest: so few heads are enough. */
const guessedHeads = 2;

/**
 * Which schema is meant is known only once the project has been read, and the head's key has the schema in it: so that reading takes
 * no wave more, the heads of the project's schemas are asked for by their prefix.
 */
const guessHeads = async ({ generationHistory }: Stores, projectId: string): Promise<FoundHistory> => {
  const { items, nextKey } = await generationHistory.queryPage({
    ...generationHistoryHeadsOf(projectId),
    limit: guessedHeads,
  });
  return {
    entryOf: async (schemaId) =>
      items.find((item) => item.schemaId === schemaId) ??
      (nextKey === undefined ? undefined : generationHistory.get(generationHistoryHeadKey(schemaId))),
  };
};

/** Reads what a generation would continue from, in the wave of the rights. */
export const readHistory = async (
  stores: Stores,
  projectId: string,
  { base, fresh, schemaId }: HistoryChoice,
  batch: ReadBatch,
): Promise<FoundHistory> => {
  if (base !== undefined) {
    const entry = await readEntry(stores, projectId, base, batch);
    return {
      entryOf: async () => {
        if (entry === undefined) throw baseNotFound(base);
        return entry;
      },
    };
  }
  if (fresh === true) return { entryOf: async () => undefined };
  if (schemaId === undefined) return guessHeads(stores, projectId);
  const head = await readHead(stores, schemaId, batch);
  return { entryOf: async () => head };
};
