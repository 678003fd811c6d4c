import { allOf, attributeNotExists, equals, type ReadBatch } from '@snapinfra/aws-clients';
import {
  generationHistoryHeadKey,
  generationHistoryHeadsOf,
  generationHistoryKey,
  isIdBelowProject,
  projectIdOf,
  type GenerationHistoryItem,
} from '@snapinfra/platform';
import { refuse, type ProblemError } from '../../http/problem-error.ts';
import { recordsOfProject } from '../../records/records-of-project.ts';
import type { GenerationStores } from './code-generation-stores.ts';

type Stores = Pick<GenerationStores, 'generationHistory'>;
type AllStores = Pick<GenerationStores, 'generationHistory' | 'generations'>;

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
   * @throws ProblemError `base_not_found`, or `history_not_continuable` where earlier generations left no history
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

/** The completed generations of a schema that left no history, as a query: `base` came into results with histories. */
const withoutHistoryOf = (projectId: string, schemaId: string) => {
  const { filter, ...records } = recordsOfProject(projectId);
  return {
    ...records,
    filter: allOf(
      filter,
      equals('schemaId', schemaId),
      equals('status', 'completed'),
      attributeNotExists(['result', 'base']),
    ),
  };
};

const leftNoHistory = (generationId: string): ProblemError => {
  const message = 'has to be true, as earlier generations left no history';
  const detail = `Generation ${generationId} of this schema was completed before histories were kept, so that its database cannot be continued from. options.fresh ${message}: it begins with a first migration, for a new database.`;
  return refuse('history_not_continuable', detail, {
    errors: [{ path: '/options/fresh', message, code: 'history_not_continuable' }],
  });
};

/**
 * A first migration can't be applied to the database of a generation from before histories were kept. Such generations are looked for
 * only where there is no head; DynamoDB reads a thousand of a project's generations in one call or so.
 *
 * @throws ProblemError `history_not_continuable`
 */
const requireNoneBefore = async (
  { generations }: Pick<AllStores, 'generations'>,
  projectId: string,
  schemaId: string,
): Promise<undefined> => {
  const found = generations.query(withoutHistoryOf(projectId, schemaId));
  for await (const { id } of found) throw leftNoHistory(id);
};

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

const namedHead = async (stores: Stores, schemaId: string, batch: ReadBatch): Promise<FoundHistory> => {
  const head = await readHead(stores, schemaId, batch);
  return { entryOf: async () => head };
};

/** Reads what a generation would continue from, in the wave of the rights. */
export const readHistory = async (
  stores: AllStores,
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
  const heads = schemaId === undefined ? await guessHeads(stores, projectId) : await namedHead(stores, schemaId, batch);
  return {
    entryOf: async (schema) => (await heads.entryOf(schema)) ?? requireNoneBefore(stores, projectId, schema),
  };
};
