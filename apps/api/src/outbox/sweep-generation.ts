import {
  codeGenerationFinished,
  codeGenerationKey,
  codeGenerationMaxAttempts,
  knownCodeGenerationStatus,
  type CodeGenerationFinishedV1,
  type CodeGenerationRecord,
} from '@snapinfra/contracts';
import { equals, type Notifier } from '@snapinfra/aws-clients';
import type { Clock, NewId } from '../clock.ts';
import { hasEnded } from '../code-generations/code-generation-view.ts';
import type { DispatchGeneration } from '../code-generations/dispatch-generation.ts';
import { finishGenerationRemoval } from '../removal/remove-generation.ts';
import { isAliveAt } from '../storage/conditions.ts';
import type { Stores } from '../storage/stores.ts';
import { dueAt, outboxNames } from './outbox-attributes.ts';

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

/** Publishes what a finished record owes, and takes it from the outbox. At least once: subscribers tell repeats by the id. */
const publish = async ({ stores, notifier }: SweepGenerationDeps, record: CodeGenerationRecord): Promise<void> => {
  const { id, version, unpublishedEventId, traceparent } = record;
  const remove = ['unpublishedEventId', ...outboxNames];
  if (unpublishedEventId === undefined) {
    await stores.generations.update(codeGenerationKey(id), { remove }, { condition: equals('version', version) });
    return;
  }
  await notifier.publish(codeGenerationFinished(record, unpublishedEventId), { traceparent });
  const isSame = equals('unpublishedEventId', unpublishedEventId);
  await stores.generations.update(codeGenerationKey(id), { remove }, { condition: isSame });
};

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
        ...dueAt(record.id, now.getTime()),
      },
      add: { version: 1 },
      remove: ['leaseHolder', 'leaseExpiresAtEpochMs'],
    },
    { condition: isAliveAt(record.version) },
  );
  if (failed.ok) await publish(deps, failed.item);
};

/** Does what a due record needs: sends its message (again), ends it, publishes its event, or removes it. */
export const createSweepGeneration =
  (deps: SweepGenerationDeps) =>
  async (record: CodeGenerationRecord): Promise<void> => {
    if (record.deletingAt !== undefined) return finishGenerationRemoval(deps, record);
    if (hasEnded(record)) return publish(deps, record);
    // What a later version has begun is for its own sweeper.
    if (record.status !== knownCodeGenerationStatus(record.status)) return;
    const leaseOver = (record.leaseExpiresAtEpochMs ?? 0) <= deps.clock().getTime();
    if (record.status === 'processing' && !leaseOver) return;
    if (record.attempts >= codeGenerationMaxAttempts) return fail(deps, record);
    return deps.dispatch(record);
  };
