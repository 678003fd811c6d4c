import { createTable, equals, transactWrite, type AwsClients, type DocumentStore } from '@snapinfra/aws-clients';
import {
  codeGenerationFilesKey,
  codeGenerationKey,
  codeGenerationLeaseGraceMs,
  codeGenerationPrefix,
  CodeGenerationRecord,
  GenerationFilesItem,
  outboxShardOf,
  type CodeGenerationError,
  type CodeGenerationProgress,
  type CodeGenerationResult,
  type GenerationFileIndex,
} from '@snapinfra/contracts';
import { isClaimable, isExhausted, isHeldBy, type Lease } from './lease.ts';

/** How long after a write the sweeper looks whether what should have followed it did. */
const confirmationMs = 60_000;

export type Claim =
  | { readonly kind: 'claimed'; readonly record: CodeGenerationRecord; readonly lease: Lease }
  /** Finished, cancelled or deleted: there is nothing to do. */
  | { readonly kind: 'done' }
  | { readonly kind: 'held'; readonly expiresInMs: number }
  /** No try was left: it has failed now, and owes its event. */
  | { readonly kind: 'exhausted'; readonly record: CodeGenerationRecord };

/** What became of a write under a lease: `lost` when another holds it now, or the job was cancelled or deleted. */
export type LeasedWrite =
  { readonly kind: 'written'; readonly record: CodeGenerationRecord } | { readonly kind: 'lost' };

export interface RepositoryDeps {
  readonly dynamo: AwsClients['dynamo'];
  readonly tableName: string;
  readonly documents: DocumentStore;
  readonly now: () => number;
  readonly newId: () => string;
  /** How long a claim holds without being renewed. */
  readonly leaseMs: number;
  /** Names this process in the lease, for people who look. */
  readonly instance: string;
}

export type CodeGenerationRepository = ReturnType<typeof createCodeGenerationRepository>;

/** The worker's side of the record: every change is conditional on its lease. */
export const createCodeGenerationRepository = (deps: RepositoryDeps) => {
  const { dynamo, tableName, now } = deps;
  const records = createTable({ dynamo, tableName, schema: CodeGenerationRecord });
  const files = createTable({ dynamo, tableName, schema: GenerationFilesItem });
  const stamp = () => ({ updatedAt: new Date(now()).toISOString() });
  const dueAt = (id: string, atEpochMs: number) => ({ outboxShard: outboxShardOf(id), outboxDueAt: atEpochMs });
  const leasedUntil = (id: string) => {
    const leaseExpiresAtEpochMs = now() + deps.leaseMs;
    return { leaseExpiresAtEpochMs, ...dueAt(id, leaseExpiresAtEpochMs + codeGenerationLeaseGraceMs) };
  };
  const lease = ['leaseHolder', 'leaseExpiresAtEpochMs'] as const;
  const ended = (id: string) => ({
    ...stamp(),
    ...dueAt(id, now() + confirmationMs),
    unpublishedEventId: deps.newId(),
  });

  const underLease = async (
    held: Lease,
    change: Parameters<typeof records.update>[1],
    isMine: (record: CodeGenerationRecord) => boolean = () => false,
  ): Promise<LeasedWrite> => {
    const result = await records.update(
      codeGenerationKey(held.generationId),
      { ...change, add: { version: 1, ...change.add } },
      { condition: isHeldBy(held) },
    );
    if (result.ok) return { kind: 'written', record: result.item };
    return result.existing && isMine(result.existing) ? { kind: 'written', record: result.existing } : { kind: 'lost' };
  };

  const exhaust = async (id: string, nowMs: number): Promise<Claim> => {
    const error = { code: 'attempts_exhausted', message: 'The generation was tried several times and never finished.' };
    const end = ended(id);
    const result = await records.update(
      codeGenerationKey(id),
      { set: { status: 'failed', error, ...end }, add: { version: 1 }, remove: lease },
      { condition: isExhausted(nowMs) },
    );
    if (result.ok) return { kind: 'exhausted', record: result.item };
    const { existing } = result;
    // A write whose answer was lost is refused when it is sent again; else somebody was faster: look again.
    const isMine = existing !== undefined && existing.unpublishedEventId === end.unpublishedEventId;
    return isMine ? { kind: 'exhausted', record: existing } : { kind: 'held', expiresInMs: 0 };
  };

  return {
    async claim(id: string): Promise<Claim> {
      // One reading of the clock: a lease that ends while the claim is on its way is still another's.
      const nowMs = now();
      const holder = `${deps.instance}/${deps.newId()}`;
      const progress: CodeGenerationProgress = { phase: 'reading', percent: 5, message: 'Reading the data model' };
      const result = await records.update(
        codeGenerationKey(id),
        {
          set: { status: 'processing', leaseHolder: holder, progress, ...leasedUntil(id), ...stamp() },
          add: { version: 1, attempts: 1, leaseToken: 1 },
          remove: ['error'],
        },
        { condition: isClaimable(nowMs) },
      );
      const record = result.ok ? result.item : result.existing;
      if (!record || record.deletingAt !== undefined) return { kind: 'done' };
      if (result.ok || record.leaseHolder === holder) {
        return {
          kind: 'claimed',
          record,
          lease: { generationId: id, userId: record.userId, token: record.leaseToken, holder },
        };
      }
      if (record.status !== 'pending' && record.status !== 'processing') return { kind: 'done' };
      const expiresInMs = (record.leaseExpiresAtEpochMs ?? 0) - nowMs;
      if (record.status === 'processing' && expiresInMs >= 0) return { kind: 'held', expiresInMs };
      return exhaust(id, nowMs);
    },

    /** Keeps the lease for another term, and says how far the work is. */
    renew: (held: Lease, progress?: CodeGenerationProgress) =>
      underLease(held, { set: { ...leasedUntil(held.generationId), ...stamp(), ...(progress && { progress }) } }),

    /** The end: result, file index and the event to publish are one write. */
    async complete(held: Lease, result: CodeGenerationResult, index: GenerationFileIndex): Promise<LeasedWrite> {
      const { generationId: id } = held;
      const key = codeGenerationKey(id);
      const document = await deps.documents.encode(index, {
        objectKey: `${codeGenerationPrefix(held.userId, id)}${held.token}/index.json.gz`,
      });
      const progress: CodeGenerationProgress = { phase: 'done', percent: 100, message: 'The project is ready' };
      const change = {
        set: { status: 'completed', result, progress, ...ended(id) },
        add: { version: 1 },
        remove: lease,
      } as const;
      await transactWrite({ dynamo }, [
        records.toUpdate(key, change, { condition: isHeldBy(held) }),
        files.toPut(codeGenerationFilesKey(id), { generationId: id, userId: held.userId, document }),
      ]);
      // Read back instead of trusting the answer: a write whose answer was lost is refused when it is sent again.
      const record = await records.get(key);
      return record?.result?.archiveKey === result.archiveKey ? { kind: 'written', record } : { kind: 'lost' };
    },

    fail: (held: Lease, error: CodeGenerationError) =>
      underLease(
        held,
        { set: { status: 'failed', error, ...ended(held.generationId) }, remove: lease },
        (record) => record.status === 'failed' && record.leaseToken === held.token,
      ),

    /** Another try later: this one counts, and its error is shown until then. */
    postpone: (held: Lease, error: CodeGenerationError, retryInMs: number) =>
      underLease(
        held,
        {
          set: {
            status: 'pending',
            error,
            ...stamp(),
            ...dueAt(held.generationId, now() + retryInMs + confirmationMs),
          },
          remove: lease,
        },
        (record) => record.status === 'pending' && record.leaseToken === held.token,
      ),

    /** Gives the job back unfinished: the try does not count. */
    release: (held: Lease) =>
      underLease(
        held,
        {
          set: { status: 'pending', ...stamp(), ...dueAt(held.generationId, now() + codeGenerationLeaseGraceMs) },
          add: { attempts: -1 },
          remove: lease,
        },
        (record) => record.status === 'pending' && record.leaseToken === held.token,
      ),

    /** The event of the record's end is out: nothing is left for the sweeper. */
    async confirmPublished(id: string, eventId: string): Promise<void> {
      await records.update(
        codeGenerationKey(id),
        { remove: ['unpublishedEventId', 'outboxShard', 'outboxDueAt'] },
        { condition: equals('unpublishedEventId', eventId) },
      );
    },
  };
};
