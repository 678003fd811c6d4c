import Type, { type Static } from 'typebox';

/** The members of every job's record, which `libs/jobs` reads and writes. A kind adds its own. */
export const jobMembers = {
  id: Type.String(),
  /** Who asked for it. */
  userId: Type.String(),
  /** Whose limits it counts for, and whose messages its own are among: the owner of its project when it was asked for. */
  tenantId: Type.String(),
  status: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
  /** Grows by one with every write; the id of the event stream. */
  version: Type.Integer({ minimum: 1 }),
  correlationId: Type.String(),
  /** W3C trace context of the request, to which each attempt and event links. */
  traceparent: Type.Optional(Type.String()),
  /** Attempts begun. */
  attempts: Type.Integer({ minimum: 0 }),
  /** Why the last attempt failed, or the job. */
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
  /** Fencing token of the newest claim: 0 before the first, one more with each. */
  leaseToken: Type.Integer({ minimum: 0 }),
  leaseHolder: Type.Optional(Type.String()),
  leaseExpiresAtEpochMs: Type.Optional(Type.Integer()),
  /** What a job waits for, and what holds it up where that is known. Absent unless the job waits. */
  waiting: Type.Optional(
    Type.Object({
      for: Type.String(),
      since: Type.String({ format: 'date-time' }),
      blockedBy: Type.Optional(Type.String()),
    }),
  ),
  /** When each signal was given, by name. They are kept: a wait for one of them is over at once. */
  signals: Type.Record(Type.String(), Type.String({ format: 'date-time' })),
  /** When the cancellation of a running job was requested, which its holder acknowledges by ending it as cancelled. */
  cancelRequestedAt: Type.Optional(Type.String({ format: 'date-time' })),
  /** Until then no attempt may begin, and no message is in the queue. Absent where an attempt may begin at any time. */
  notBeforeEpochMs: Type.Optional(Type.Integer()),
  /** The step that was begun and not finished. Its intent was written before its side effect began. */
  step: Type.Optional(
    Type.Object({
      name: Type.String(),
      /** Attempts at this step, including the one under way. */
      attempts: Type.Integer({ minimum: 0 }),
      deadlineEpochMs: Type.Integer(),
      /** Of the attempt that began it last: the deadline holds for that holder only. */
      leaseToken: Type.Integer({ minimum: 1 }),
      intent: Type.Unknown(),
    }),
  ),
  /** Results of the finished steps, by name. */
  stepResults: Type.Record(Type.String(), Type.Unknown()),
  /** Of the newest transition: recognises a write whose answer was lost. */
  transitionId: Type.Optional(Type.String()),
  /**
   * The events that are still to be published, by id. Each is added by the write that it tells of, and removed once it is
   * published. The sweeper publishes those that its worker did not.
   */
  owedEvents: Type.Record(
    Type.String(),
    Type.Object({ type: Type.String(), occurredAt: Type.String({ format: 'date-time' }) }),
  ),
  /**
   * Keys of the sparse index of records that the sweeper has to look at: for a message to confirm, a lease that may end, an
   * event to publish. Both are absent once nothing is left to do.
   */
  outboxShard: Type.Optional(Type.String()),
  outboxDueAt: Type.Optional(Type.Integer()),
  /** Set while the record and its objects are being deleted: readers treat it as gone. */
  deletingAt: Type.Optional(Type.String({ format: 'date-time' })),
};

const JobRecord = Type.Object(jobMembers);
export type JobRecord = Static<typeof JobRecord>;
