import { type CodeGenerationFinishedV1 } from '@snapinfra/contracts';
import {
  codeGenerationFinished,
  codeGenerationKey,
  codeGenerationMaxAttempts,
  knownCodeGenerationStatus,
  leftoverPrefixes,
  leftoversDueAtEpochMs,
  type CodeGenerationRecord,
} from '@snapinfra/platform';
import { equals, type Notifier } from '@snapinfra/aws-clients';
import type { Clock, NewId } from '../clock.ts';
import { hasEnded } from '../code-generations/code-generation-view.ts';
import type { DispatchGeneration } from '../code-generations/dispatch-generation.ts';
import { finishGenerationRemoval } from '../removal/remove-generation.ts';
import { isAliveAt } from '../storage/conditions.ts';
import type { Stores } from '../storage/stores.ts';
import { dueAt, dueNames, leaseNames } from '@snapinfra/jobs';

export interface SweepGenerationDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly dispatch: DispatchGeneration;
  readonly notifier: Notifier<CodeGenerationFinishedV1>;
}

const exhausted = {
  code: 'attempts_exhausted',
  message: `The generation was tried ${codeGenerationMaxAttempts} times and never finished.`,
};

/** Deletes what tries of an ended job left behind, and takes the job from the outbox. */
const removeLeftovers = async ({ stores }: SweepGenerationDeps, record: CodeGenerationRecord): Promise<void> => {
  for (const prefix of leftoverPrefixes(record)) await stores.objects.deletePrefix(prefix);
  const condition = equals('version', record.version);
  await stores.generations.update(codeGenerationKey(record.id), { remove: dueNames }, { condition });
};

/**
 * Publishes what a finished record owes. At least once: subscribers tell repeats by the id. The record is looked at again
 * where tries may have left something behind.
 */
const publish = async (
  { stores, notifier, clock }: SweepGenerationDeps,
  record: CodeGenerationRecord,
  eventId: string,
): Promise<void> => {
  const { id, traceparent } = record;
  await notifier.publish(codeGenerationFinished(record, eventId), { traceparent });
  const leftovers = leftoversDueAtEpochMs(record, clock().getTime());
  const change =
    leftovers === undefined
      ? { remove: ['unpublishedEventId', ...dueNames] }
      : { set: dueAt(id, leftovers), remove: ['unpublishedEventId'] };
  const isSame = equals('unpublishedEventId', eventId);
  await stores.generations.update(codeGenerationKey(id), change, { condition: isSame });
};

/** What an ended job still needs: its event published first, then what its tries left behind removed. */
const settle = (deps: SweepGenerationDeps, record: CodeGenerationRecord): Promise<void> =>
  record.unpublishedEventId === undefined
    ? removeLeftovers(deps, record)
    : publish(deps, record, record.unpublishedEventId);

/** Ends a job whose tries are spent: on the condition that nobody has touched it since. */
const fail = async (deps: SweepGenerationDeps, record: CodeGenerationRecord): Promise<void> => {
  const now = deps.clock();
  const failed = await deps.stores.generations.update(
    codeGenerationKey(record.id),
    {
      set: {
        status: 'failed',
        error: exhausted,
        updatedAt: now.toISOString(),
        unpublishedEventId: deps.newId(),
      },
      add: { version: 1 },
      remove: leaseNames,
    },
    { condition: isAliveAt(record.version) },
  );
  if (failed.ok) await settle(deps, failed.item);
};

/** Does what a due record needs: sends its message (again), ends it, publishes its event, clears up, or removes it. */
export const createSweepGeneration =
  (deps: SweepGenerationDeps) =>
  async (record: CodeGenerationRecord): Promise<void> => {
    if (record.deletingAt !== undefined) return finishGenerationRemoval(deps, record);
    if (hasEnded(record)) return settle(deps, record);
    // What a later version has begun is for its own sweeper.
    if (record.status !== knownCodeGenerationStatus(record.status)) return;
    const leaseOver = (record.leaseExpiresAtEpochMs ?? 0) <= deps.clock().getTime();
    if (record.status === 'processing' && !leaseOver) return;
    if (record.attempts >= codeGenerationMaxAttempts) return fail(deps, record);
    return deps.dispatch(record);
  };
