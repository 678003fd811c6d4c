import { DocumentMissingError, createTable, type AwsClients, type DocumentStore } from '@snapinfra/aws-clients';
import type { CodeGenerationError } from '@snapinfra/contracts';
import {
  generationHistoryHeadKey,
  GenerationHistoryItem,
  generationHistoryKey,
  isIdBelowProject,
  projectIdOf,
  type CodeGenerationRecord,
} from '@snapinfra/platform';

export interface GenerationHistoryDeps {
  readonly dynamo: AwsClients['dynamo'];
  /** The table of code generations. */
  readonly tableName: string;
  readonly documents: Pick<DocumentStore, 'decodeBytes'>;
}

/** What a generation continues from. */
export interface HistoryBase {
  readonly entry: GenerationHistoryItem;
  /** JSON text of its document. */
  readonly document: Uint8Array;
}

export interface ReadHistory {
  /** The head of the schema's history, which the next entry replaces; undefined where there is none yet. */
  readonly head: GenerationHistoryItem | undefined;
  /** Undefined for a first migration. */
  readonly base: HistoryBase | undefined;
}

export type HistoryReading =
  | { readonly kind: 'read'; readonly history: ReadHistory }
  | { readonly kind: 'refused'; readonly error: CodeGenerationError };

const baseNotFound = (base: string): CodeGenerationError => ({
  code: 'base_not_found',
  message: `The project has no completed generation ${JSON.stringify(base)} to continue from.`,
});

const documentMissing = ({ generationId }: GenerationHistoryItem): CodeGenerationError => ({
  code: 'history_not_continuable',
  message: `What was stored of the generation ${generationId} is no longer there.`,
});

/** Reads what a generation continues from: the entry that `options.base` names, or the head; nothing where it is `fresh`. */
export const createReadHistory = ({ dynamo, tableName, documents }: GenerationHistoryDeps) => {
  const entries = createTable({ dynamo, tableName, schema: GenerationHistoryItem });

  /** The entry of the generation that the options name; those of other projects are not even looked for. */
  const namedEntry = async ({ projectId, options: { base } }: CodeGenerationRecord, signal: AbortSignal) => {
    const mayBeThere = base !== undefined && isIdBelowProject(base) && projectIdOf(base) === projectId;
    return mayBeThere ? entries.get(generationHistoryKey(base), { signal }) : undefined;
  };

  const withDocument = async (entry: GenerationHistoryItem, signal: AbortSignal): Promise<HistoryBase | undefined> => {
    try {
      return { entry, document: await documents.decodeBytes(entry.document, { signal }) };
    } catch (error) {
      if (error instanceof DocumentMissingError) return undefined;
      throw error;
    }
  };

  return async (record: CodeGenerationRecord, signal: AbortSignal): Promise<HistoryReading> => {
    const { base: wanted, fresh } = record.options;
    const [head, named] = await Promise.all([
      entries.get(generationHistoryHeadKey(record.schemaId), { signal }),
      namedEntry(record, signal),
    ]);
    if (wanted !== undefined && named === undefined) return { kind: 'refused', error: baseNotFound(wanted) };
    const entry = fresh === true ? undefined : (named ?? head);
    if (entry === undefined) return { kind: 'read', history: { head, base: undefined } };
    const base = await withDocument(entry, signal);
    return base === undefined
      ? { kind: 'refused', error: documentMissing(entry) }
      : { kind: 'read', history: { head, base } };
  };
};
