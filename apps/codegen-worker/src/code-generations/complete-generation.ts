import {
  createTable,
  equals,
  itemIsNew,
  type AwsClients,
  type DocumentStore,
  type Table,
  type TransactionItem,
} from '@snapinfra/aws-clients';
import type { CodeGenerationProgress } from '@snapinfra/contracts';
import {
  createTransitions,
  transactTransition,
  type Attempt,
  type TransitionsDeps,
  type Written,
} from '@snapinfra/jobs';
import { codeGenerationJob } from '@snapinfra/jobs/kinds/code-generation';
import {
  codeGenerationFilesKey,
  codeGenerationPrefix,
  CodeGenerationRecord,
  GenerationFilesItem,
  generationHistoryHeadKey,
  GenerationHistoryItem,
  generationHistoryKey,
  generationHistoryLeasePrefix,
  type CodeGenerationResult,
  type GenerationFileIndex,
} from '@snapinfra/platform';

export interface CompleteGenerationDeps extends Pick<TransitionsDeps, 'clock' | 'newId'> {
  readonly dynamo: AwsClients['dynamo'];
  readonly tableName: string;
  readonly documents: DocumentStore;
}

/** The history that a generation adds to. */
export interface HistoryAddition {
  /** As it was read: another one there refuses the write. */
  readonly head: GenerationHistoryItem | undefined;
  readonly parentId: string | undefined;
  /** JSON text of the new entry's document. */
  readonly document: Uint8Array;
}

export interface GenerationOutput {
  readonly result: CodeGenerationResult;
  readonly index: GenerationFileIndex;
  readonly history: HistoryAddition;
}

/** Another generation of the schema was completed since the head was read: this one has to be planned again. */
export interface HeadMoved {
  readonly kind: 'head-moved';
}

/**
 * Completes a generation: result, file index, the entry and head of the history, and the event to publish are one transaction,
 * conditional on the attempt's lease and on the head.
 */
export type CompleteGeneration = (
  attempt: Attempt<CodeGenerationRecord>,
  output: GenerationOutput,
) => Promise<Written<CodeGenerationRecord> | HeadMoved>;

/** The entry of a generation, and the same as the head of its schema's history. */
const historyItems = (
  table: Pick<Table<GenerationHistoryItem>, 'toPut'>,
  { id, schemaId, schemaVersion }: CodeGenerationRecord,
  { result, history: { head, parentId } }: GenerationOutput,
  document: unknown,
): readonly TransactionItem[] => {
  const item: GenerationHistoryItem = {
    generationId: id,
    ...{ schemaId, schemaVersion },
    position: (head?.position ?? 0) + 1,
    ...(parentId !== undefined && { parentId }),
    generatorVersion: result.generatorVersion,
    createdAt: result.completedAt,
    document,
  };
  const isUnmoved = head === undefined ? itemIsNew : equals('generationId', head.generationId);
  return [
    table.toPut(generationHistoryHeadKey(schemaId), item, { condition: isUnmoved }),
    table.toPut(generationHistoryKey(id), item, { condition: itemIsNew }),
  ];
};

export const createCompleteGeneration = (deps: CompleteGenerationDeps): CompleteGeneration => {
  const { dynamo, tableName, documents } = deps;
  const table = createTable({ dynamo, tableName, schema: CodeGenerationRecord });
  const files = createTable({ dynamo, tableName, schema: GenerationFilesItem });
  const entries = createTable({ dynamo, tableName, schema: GenerationHistoryItem });
  const transitions = createTransitions(codeGenerationJob, deps);
  return async ({ lease, record }, output) => {
    const { id } = record;
    const { result, index, history } = output;
    const [filesDocument, historyDocument] = await Promise.all([
      documents.encode(index, { objectKey: `${codeGenerationPrefix(id)}${lease.token}/index.json.gz` }),
      documents.encodeBytes(history.document, {
        objectKey: `${generationHistoryLeasePrefix(id, lease.token)}history.json.gz`,
      }),
    ]);
    const progress: CodeGenerationProgress = { phase: 'done', percent: 100, message: 'The project is ready' };
    const end = transitions.end(lease, 'completed', { set: { result, progress } });
    const written = await transactTransition({ dynamo }, table, end, [
      ...historyItems(entries, record, output, historyDocument),
      files.toPut(codeGenerationFilesKey(id), { generationId: id, document: filesDocument }),
    ]);
    if (written.kind === 'written') return written;
    const [ofJob, ofHead] = written.conflicts;
    if (ofJob !== undefined || ofHead === undefined) return written;
    // The next plan stores its own, which may fit into its item.
    await documents.remove(historyDocument);
    return { kind: 'head-moved' };
  };
};
