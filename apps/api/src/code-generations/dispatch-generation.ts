import { type CodeGenerationRequestedV1 } from '@snapinfra/contracts';
import { codeGenerationKey, type CodeGenerationRecord } from '@snapinfra/platform';
import { allOf, equals, type QueueProducer } from '@snapinfra/aws-clients';
import type { Clock } from '../clock.ts';
import { dueAt } from '@snapinfra/jobs';
import type { Stores } from '../storage/stores.ts';

/** A record is looked at so long after its write, if nothing says that its message was sent. */
export const unconfirmedMs = 30_000;

/** A message that was sent and never handled is sent again after this. */
export const confirmedMs = 15 * 60_000;

export interface DispatchDeps {
  readonly stores: Pick<Stores, 'generations'>;
  readonly producer: QueueProducer<CodeGenerationRequestedV1>;
  readonly clock: Clock;
}

export type DispatchGeneration = (record: CodeGenerationRecord) => Promise<void>;

const messageOf = (record: CodeGenerationRecord, now: Date): CodeGenerationRequestedV1 => ({
  id: record.id,
  type: 'code-generation.requested',
  version: 1,
  correlationId: record.correlationId,
  sentAt: now.toISOString(),
  payload: { generationId: record.id, userId: record.userId },
});

/** Sends the message of a record and notes that it was sent. A worker that was faster is left alone. */
export const createDispatchGeneration =
  ({ stores, producer, clock }: DispatchDeps): DispatchGeneration =>
  async (record) => {
    await producer.send(messageOf(record, clock()), { traceparent: record.traceparent, tenantId: record.userId });
    if (record.outboxDueAt === undefined) return;
    const unchanged = allOf(equals('status', 'pending'), equals('outboxDueAt', record.outboxDueAt));
    await stores.generations.update(
      codeGenerationKey(record.id),
      { set: dueAt(record.id, clock().getTime() + confirmedMs) },
      { condition: unchanged },
    );
  };
