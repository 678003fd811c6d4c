import Type, { type Static } from 'typebox';

/** What the record of every kind of job has: `libs/jobs` reads and writes these members, a kind adds its own. */
export const jobMembers = {
  id: Type.String(),
  /** Whose it is: the tenant of its messages. */
  userId: Type.String(),
  status: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
  /** Grows by one with every write; the id of the event stream. */
  version: Type.Integer({ minimum: 1 }),
  correlationId: Type.String(),
  /** W3C trace context of the request: each attempt, and the event, links to it. */
  traceparent: Type.Optional(Type.String()),
  /** Attempts begun. */
  attempts: Type.Integer({ minimum: 0 }),
  /** Of the last attempt that failed, or of the end. */
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
  /** Fencing token of the newest claim: 0 before the first, one more with each. */
  leaseToken: Type.Integer({ minimum: 0 }),
  leaseHolder: Type.Optional(Type.String()),
  leaseExpiresAtEpochMs: Type.Optional(Type.Integer()),
  /** What a job waits for, and who holds it up where that is known; absent unless it waits. */
  waiting: Type.Optional(
    Type.Object({
      for: Type.String(),
      since: Type.String({ format: 'date-time' }),
      blockedBy: Type.Optional(Type.String()),
    }),
  ),
  /** Signals that were given, by name: a wait for one of them is over at once. */
  signals: Type.Record(Type.String(), Type.String({ format: 'date-time' })),
  /** Somebody wants a running job to end: its holder acknowledges that by ending it as cancelled. */
  cancelRequestedAt: Type.Optional(Type.String({ format: 'date-time' })),
  /** No attempt begins before, and no message is in the queue until then: absent where an attempt may begin at any time. */
  notBeforeEpochMs: Type.Optional(Type.Integer()),
  /** The step that was begun and not finished: what it is about to do was written before it was done. */
  step: Type.Optional(
    Type.Object({
      name: Type.String(),
      /** Attempts at this step, the one under way among them. */
      attempts: Type.Integer({ minimum: 0 }),
      deadlineEpochMs: Type.Integer(),
      /** Of the attempt that began it last: the deadline is over for that holder alone. */
      leaseToken: Type.Integer({ minimum: 1 }),
      intent: Type.Unknown(),
    }),
  ),
  /** Results of the steps that are finished, by name. */
  stepResults: Type.Record(Type.String(), Type.Unknown()),
  /** Of the newest transition: by it a write whose answer was lost is known again. */
  transitionId: Type.Optional(Type.String()),
  /**
   * The events that are still to be published, by their ids; added by the write that they tell of, each removed when it was
   * published. The sweeper publishes what stays behind.
   */
  owedEvents: Type.Record(
    Type.String(),
    Type.Object({ type: Type.String(), occurredAt: Type.String({ format: 'date-time' }) }),
  ),
  /**
   * The sparse index of records that need a look at some time: a message to confirm, a lease that may end, an event to
   * publish. Both absent once there is nothing left to do.
   */
  outboxShard: Type.Optional(Type.String()),
  outboxDueAt: Type.Optional(Type.Integer()),
  /** Set while the record and its objects are being deleted: readers treat it as gone. */
  deletingAt: Type.Optional(Type.String({ format: 'date-time' })),
};

const JobRecord = Type.Object(jobMembers);
export type JobRecord = Static<typeof JobRecord>;
