import { codeGenerationKey, quietFromEpochMs, type CodeGenerationRecord } from '@snapinfra/contracts';
import { attributeExists, type WriteResult } from '@snapinfra/aws-clients';
import type { Clock } from '../clock.ts';
import { dueAt, removalGraceMs } from '../outbox/outbox-attributes.ts';
import { isAlive, isAliveAt } from '../storage/conditions.ts';
import type { Stores } from '../storage/stores.ts';
import { removeGenerationContents } from './remove-contents.ts';

interface RemoveGenerationDeps {
  readonly stores: Pick<Stores, 'generations' | 'generationFiles' | 'objects'>;
  readonly clock: Clock;
}

/**
 * Hides a generation from readers and takes it from its worker, whose next write is refused. The sweeper looks again when
 * no worker can be storing anything for it any more.
 */
export const markGeneration = (
  { stores, clock }: RemoveGenerationDeps,
  record: CodeGenerationRecord,
  onlyVersion: boolean,
): Promise<WriteResult<CodeGenerationRecord>> => {
  const now = clock();
  const isHeld = record.leaseExpiresAtEpochMs !== undefined;
  const due = dueAt(record.id, isHeld ? quietFromEpochMs(now.getTime()) : now.getTime() + removalGraceMs);
  return stores.generations.update(
    codeGenerationKey(record.id),
    { set: { deletingAt: now.toISOString(), ...due }, add: { version: 1 }, remove: ['unpublishedEventId'] },
    { condition: onlyVersion ? isAliveAt(record.version) : isAlive },
  );
};

/** The last look: whatever a worker stored after the mark goes, and then the record. */
export const finishGenerationRemoval = async (
  { stores }: Pick<RemoveGenerationDeps, 'stores'>,
  record: CodeGenerationRecord,
): Promise<void> => {
  await removeGenerationContents(stores, record);
  await stores.generations.delete(codeGenerationKey(record.id), { condition: attributeExists('deletingAt') });
};
