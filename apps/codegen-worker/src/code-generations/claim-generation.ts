import type { Table } from '@snapinfra/aws-clients';
import { type CodeGenerationProgress } from '@snapinfra/contracts';
import { leaseNames } from '@snapinfra/jobs';
import {
  codeGenerationKey,
  codeGenerationLeaseMs,
  knownCodeGenerationStatus,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import { isClaimable, isExhausted, type GenerationLease } from './lease.ts';
import type { RecordChanges } from './record-changes.ts';

export type Claim =
  | { readonly kind: 'claimed'; readonly record: CodeGenerationRecord; readonly lease: GenerationLease }
  /** Finished, cancelled or deleted: there is nothing to do. */
  | { readonly kind: 'done' }
  /** Somebody is at work: also where the status is of a version that is newer than this one. */
  | { readonly kind: 'held'; readonly expiresInMs: number }
  /** No try was left: it has failed now, and owes its event. */
  | { readonly kind: 'exhausted'; readonly record: CodeGenerationRecord };

export interface ClaimGenerationDeps {
  readonly records: Pick<Table<CodeGenerationRecord>, 'update'>;
  readonly changes: RecordChanges;
  readonly now: () => number;
  readonly newId: () => string;
  /** Names this process in the lease, for people who look. */
  readonly instance: string;
}

/** Takes the lease of a generation where nobody holds it and a try is left. */
export const createClaimGeneration = ({ records, changes, now, newId, instance }: ClaimGenerationDeps) => {
  const exhaust = async (id: string, nowMs: number): Promise<Claim> => {
    const error = { code: 'attempts_exhausted', message: 'The generation was tried several times and never finished.' };
    const end = changes.ended(id);
    const result = await records.update(
      codeGenerationKey(id),
      { set: { status: 'failed', error, ...end }, add: { version: 1 }, remove: leaseNames },
      { condition: isExhausted(nowMs) },
    );
    if (result.ok) return { kind: 'exhausted', record: result.item };
    const { existing } = result;
    // A write whose answer was lost is refused when it is sent again; else somebody was faster: look again.
    const isMine = existing !== undefined && existing.unpublishedEventId === end.unpublishedEventId;
    return isMine ? { kind: 'exhausted', record: existing } : { kind: 'held', expiresInMs: 0 };
  };

  const take = (id: string, holder: string, nowMs: number) => {
    const progress: CodeGenerationProgress = { phase: 'reading', percent: 5, message: 'Reading the data model' };
    return records.update(
      codeGenerationKey(id),
      {
        set: { status: 'processing', leaseHolder: holder, progress, ...changes.leased(id), ...changes.stamp() },
        add: { version: 1, attempts: 1, leaseToken: 1 },
        remove: ['error'],
      },
      { condition: isClaimable(nowMs) },
    );
  };

  return async (id: string): Promise<Claim> => {
    // One reading of the clock: a lease that ends while the claim is on its way is still another's.
    const nowMs = now();
    const holder = `${instance}/${newId()}`;
    const result = await take(id, holder, nowMs);
    const record = result.ok ? result.item : result.existing;
    if (!record || record.deletingAt !== undefined) return { kind: 'done' };
    if (result.ok || record.leaseHolder === holder) {
      const lease = { id, userId: record.userId, token: record.leaseToken };
      return { kind: 'claimed', record, lease };
    }
    const status = knownCodeGenerationStatus(record.status);
    if (status !== 'pending' && status !== 'processing') return { kind: 'done' };
    const expiresInMs = (record.leaseExpiresAtEpochMs ?? 0) - nowMs;
    if (status === 'processing' && expiresInMs >= 0) return { kind: 'held', expiresInMs };
    // Only workers that know the status may take it over: the message has to live until one of them gets it.
    if (status !== record.status) return { kind: 'held', expiresInMs: codeGenerationLeaseMs };
    return exhaust(id, nowMs);
  };
};
