import { allOf, equals, type QueueProducer, type Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { dueAt } from '../due/due-attributes.ts';
import type { JobKind } from './job-kind.ts';

/** After this the message is sent again, if it was never handled. */
const confirmedMs = 15 * 60_000;

export interface DispatchJobDeps<Job extends JobRecord, Message> {
  readonly kind: Pick<JobKind<Job, Message, never>, 'keyOf' | 'outbox' | 'messageOf' | 'to'>;
  readonly table: Pick<Table<Job>, 'update'>;
  readonly producer: Pick<QueueProducer<Message>, 'send'>;
  readonly clock: () => Date;
}

export type DispatchJob<Job> = (job: Job) => Promise<void>;

/** Sends the message of a record, and stores that it was sent unless a worker has claimed the job already. */
export const createDispatchJob =
  <Job extends JobRecord, Message>(deps: DispatchJobDeps<Job, Message>): DispatchJob<Job> =>
  async (job) => {
    const { kind, table, producer, clock } = deps;
    const { id, traceparent, tenantId, outboxDueAt } = job;
    await producer.send(kind.messageOf(job, clock()), { traceparent, tenantId });
    if (outboxDueAt === undefined) return;
    const unchanged = allOf(equals('status', kind.to.queued), equals('outboxDueAt', outboxDueAt));
    const later = { attributes: dueAt(id, clock().getTime() + confirmedMs, kind.outbox) };
    await table.update(kind.keyOf(id), later, { condition: unchanged });
  };
