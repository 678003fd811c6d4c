import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyRequest } from 'fastify';
import type { FauxqsApp, Persistence, SqsMessage, SqsQueue, SqsStore } from './fauxqs-internals.ts';
import { refuseApiCall } from './refusals.ts';

interface ReceiveAnswer {
  readonly Messages?: readonly { readonly ReceiptHandle: string }[];
}

/**
 * Makes queues behave like on AWS: a message given back keeps its receive count (fauxqs fails to store it and loses the
 * message until a restart), a move to the dead-letter queue is one transaction, a receive whose caller has disconnected
 * is undone, the latest receipt handle can delete a message after its visibility timeout, and standard queues keep
 * message groups.
 */
export const mendSqs = (app: FauxqsApp, store: SqsStore, persistence: Persistence, database: Database): void => {
  keepReceiveCounts(persistence, database);
  const original = store.createQueue.bind(store);
  const latestHandles = new WeakMap<SqsMessage, string>();
  const callers = new AsyncLocalStorage<FastifyRequest>();
  const mend = (queue: SqsQueue) => {
    queue.dequeue = mendedDequeue(queue, database, () => hasHungUp(callers.getStore()));
    queue.enqueue = mendedEnqueue(queue, () => callers.getStore());
    return queue;
  };
  store.createQueue = (...parameters) => mend(original(...parameters));
  for (const queue of store.allQueues()) mend(queue);

  app.addHook('preHandler', (request, reply, done) => {
    if (refuseApiCall(request, reply)) return;
    if (isCall(request, 'DeleteMessage')) deleteByLatestHandle(request, store, latestHandles);
    callers.run(request, done);
  });
  app.addHook('preSerialization', (request, _reply, payload, done) => {
    const queue = isCall(request, 'ReceiveMessage') ? queueOf(request, store) : undefined;
    for (const { ReceiptHandle } of queue ? ((payload as ReceiveAnswer).Messages ?? []) : []) {
      const entry = queue?.inflightMessages.get(ReceiptHandle);
      if (entry) latestHandles.set(entry.message, ReceiptHandle);
      if (queue && hasHungUp(request)) undoReceive(queue, ReceiptHandle);
    }
    done(null, payload);
  });
};

/** The used part of node:sqlite's database. */
export interface Database {
  prepare(sql: string): { run(...values: string[]): unknown };
  exec(sql: string): void;
}

const keepReceiveCounts = (persistence: Persistence, database: Database): void => {
  const makeReady = database.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => {
    makeReady.run(messageId);
  };
};

const hasHungUp = (request: FastifyRequest | undefined): boolean => request?.raw.socket.destroyed ?? false;

/** A long poll also wakes up after its caller has disconnected; it must not take a message then. */
const mendedDequeue = (queue: SqsQueue, database: Database, callerHasHungUp: () => boolean): SqsQueue['dequeue'] => {
  const original = queue.dequeue.bind(queue);
  return (...parameters) => {
    if (callerHasHungUp()) return [];
    database.exec('BEGIN');
    try {
      const received = original(...parameters);
      database.exec('COMMIT');
      return received;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
};

/**
 * Keeps the group of a message (the tenant, for fair queues) on standard queues; fauxqs only does so on FIFO queues.
 */
const mendedEnqueue = (queue: SqsQueue, caller: () => FastifyRequest | undefined): SqsQueue['enqueue'] => {
  const original = queue.enqueue.bind(queue);
  return (message) => {
    const group = queue.isFifo() ? undefined : (message.messageGroupId ?? groupIn(caller(), message));
    original(group === undefined ? message : Object.assign(message, { messageGroupId: group }));
  };
};

interface SendRequest {
  readonly MessageBody?: string;
  readonly MessageGroupId?: string;
  readonly Entries?: readonly SendRequest[];
}

const groupIn = (request: FastifyRequest | undefined, { body }: SqsMessage): string | undefined => {
  const sent = (request?.body ?? {}) as SendRequest;
  return [sent, ...(sent.Entries ?? [])].find(({ MessageBody }) => MessageBody === body)?.MessageGroupId;
};

const isCall = (request: FastifyRequest, action: string): boolean =>
  request.headers['x-amz-target'] === `AmazonSQS.${action}`;

const queueOf = (request: FastifyRequest, store: SqsStore): SqsQueue | undefined => {
  const { QueueUrl } = request.body as { QueueUrl?: string };
  return QueueUrl === undefined ? undefined : store.getQueue(QueueUrl);
};

/** Makes a message visible again that was not delivered, without counting the receive. */
const undoReceive = (queue: SqsQueue, receiptHandle: string): void => {
  const entry = queue.inflightMessages.get(receiptHandle);
  if (!entry) return;
  entry.message.approximateReceiveCount -= 1;
  queue.persistence?.updateMessageInflight(
    entry.message.messageId,
    receiptHandle,
    entry.visibilityDeadline,
    entry.message.approximateReceiveCount,
    entry.message.approximateFirstReceiveTimestamp,
  );
  queue.changeVisibility(receiptHandle, 0);
};

const deleteByLatestHandle = (
  request: FastifyRequest,
  store: SqsStore,
  latestHandles: WeakMap<SqsMessage, string>,
): void => {
  const queue = queueOf(request, store);
  const { ReceiptHandle } = request.body as { ReceiptHandle?: string };
  if (!queue || ReceiptHandle === undefined) return;
  queue.processTimers();
  const at = queue.messages.findIndex((message) => latestHandles.get(message) === ReceiptHandle);
  const [message] = at < 0 ? [] : queue.messages.splice(at, 1);
  if (message) queue.persistence?.deleteMessage(message.messageId);
};
