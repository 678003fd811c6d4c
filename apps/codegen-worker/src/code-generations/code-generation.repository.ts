import { createTable, equals, transactWrite, type AwsClients, type DocumentStore } from '@snapinfra/aws-clients';
import { type CodeGenerationError, type CodeGenerationProgress } from '@snapinfra/contracts';
import { dueAt, dueNames, leaseNames } from '@snapinfra/jobs';
import {
  codeGenerationFilesKey,
  codeGenerationKey,
  codeGenerationLeaseGraceMs,
  codeGenerationPrefix,
  CodeGenerationRecord,
  GenerationFilesItem,
  leftoversDueAtEpochMs,
  type CodeGenerationResult,
  type GenerationFileIndex,
} from '@snapinfra/platform';
import { createClaimGeneration, type ClaimGenerationDeps } from './claim-generation.ts';
import { isHeldBy, type GenerationLease } from './lease.ts';
import { confirmationMs, createRecordChanges, type RecordChangesDeps } from './record-changes.ts';

/** What became of a write under a lease: `lost` when another holds it now, or the job was cancelled or deleted. */
export type LeasedWrite =
  { readonly kind: 'written'; readonly record: CodeGenerationRecord } | { readonly kind: 'lost' };

export interface Postponement {
  readonly retryInMs: number;
  /** Whether the try that failed is one of those that the generation has. */
  readonly counts: boolean;
}

export interface RepositoryDeps extends RecordChangesDeps, Pick<ClaimGenerationDeps, 'instance'> {
  readonly dynamo: AwsClients['dynamo'];
  readonly tableName: string;
  readonly documents: DocumentStore;
}

export type CodeGenerationRepository = ReturnType<typeof createCodeGenerationRepository>;

/** The worker's side of the record: every change is conditional on its lease. */
export const createCodeGenerationRepository = (deps: RepositoryDeps) => {
  const { dynamo, tableName, now } = deps;
  const records = createTable({ dynamo, tableName, schema: CodeGenerationRecord });
  const files = createTable({ dynamo, tableName, schema: GenerationFilesItem });
  const changes = createRecordChanges(deps);
  const { stamp, leased, ended } = changes;

  const underLease = async (
    held: GenerationLease,
    change: Parameters<typeof records.update>[1],
    isMine: (record: CodeGenerationRecord) => boolean = () => false,
  ): Promise<LeasedWrite> => {
    const result = await records.update(
      codeGenerationKey(held.id),
      { ...change, add: { version: 1, ...change.add } },
      { condition: isHeldBy(held) },
    );
    if (result.ok) return { kind: 'written', record: result.item };
    return result.existing && isMine(result.existing) ? { kind: 'written', record: result.existing } : { kind: 'lost' };
  };

  return {
    claim: createClaimGeneration({ records, changes, now, newId: deps.newId, instance: deps.instance }),

    /** Keeps the lease for another term, and says how far the work is. */
    renew: (held: GenerationLease, progress?: CodeGenerationProgress) =>
      underLease(held, { set: { ...leased(held.id), ...stamp(), ...(progress && { progress }) } }),

    /** The end: result, file index and the event to publish are one write. */
    async complete(
      held: GenerationLease,
      result: CodeGenerationResult,
      index: GenerationFileIndex,
    ): Promise<LeasedWrite> {
      const { id } = held;
      const key = codeGenerationKey(id);
      const document = await deps.documents.encode(index, {
        objectKey: `${codeGenerationPrefix(held.userId, id)}${held.token}/index.json.gz`,
      });
      const progress: CodeGenerationProgress = { phase: 'done', percent: 100, message: 'The project is ready' };
      const change = {
        set: { status: 'completed', result, progress, ...ended(id) },
        add: { version: 1 },
        remove: leaseNames,
      } as const;
      await transactWrite({ dynamo }, [
        records.toUpdate(key, change, { condition: isHeldBy(held) }),
        files.toPut(codeGenerationFilesKey(id), { generationId: id, userId: held.userId, document }),
      ]);
      // Read back instead of trusting the answer: a write whose answer was lost is refused when it is sent again.
      const record = await records.get(key);
      return record?.result?.archiveKey === result.archiveKey ? { kind: 'written', record } : { kind: 'lost' };
    },

    fail: (held: GenerationLease, error: CodeGenerationError) =>
      underLease(
        held,
        { set: { status: 'failed', error, ...ended(held.id) }, remove: leaseNames },
        (record) => record.status === 'failed' && record.leaseToken === held.token,
      ),

    /** Another try later; the error of this one is shown until then. */
    postpone: (held: GenerationLease, error: CodeGenerationError, { retryInMs, counts }: Postponement) =>
      underLease(
        held,
        {
          set: {
            status: 'pending',
            error,
            ...stamp(),
            ...dueAt(held.id, now() + retryInMs + confirmationMs),
          },
          ...(!counts && { add: { attempts: -1 } }),
          remove: leaseNames,
        },
        (record) => record.status === 'pending' && record.leaseToken === held.token,
      ),

    /** Gives the job back unfinished: the try does not count. */
    release: (held: GenerationLease) =>
      underLease(
        held,
        {
          set: { status: 'pending', ...stamp(), ...dueAt(held.id, now() + codeGenerationLeaseGraceMs) },
          add: { attempts: -1 },
          remove: leaseNames,
        },
        (record) => record.status === 'pending' && record.leaseToken === held.token,
      ),

    /** The event of the record's end is out: nothing is left for the sweeper, but what tries may have left behind. */
    async confirmPublished(record: CodeGenerationRecord): Promise<void> {
      const { id, unpublishedEventId } = record;
      if (unpublishedEventId === undefined) return;
      const leftovers = leftoversDueAtEpochMs(record, now());
      await records.update(
        codeGenerationKey(id),
        leftovers === undefined
          ? { remove: ['unpublishedEventId', ...dueNames] }
          : { set: dueAt(id, leftovers), remove: ['unpublishedEventId'] },
        { condition: equals('unpublishedEventId', unpublishedEventId) },
      );
    },
  };
};
