import Type, { type Static } from 'typebox';

/**
 * The answer of a POST that came with an Idempotency-Key, written in the transaction of its effect: they stand or fall
 * together. Table `projects`, {@link idempotencyKey}; expires after {@link idempotencySeconds}.
 */
export const IdempotencyItem = Type.Object({
  /** Hash of method, URL and body: the same key with another request is refused. */
  requestHash: Type.String(),
  /**
   * Absent for a request that changed nothing: one that comes again is performed anew, under the rights that its caller has then.
   * `body` is a StoredDocument.
   */
  answer: Type.Optional(
    Type.Object({
      status: Type.Integer(),
      headers: Type.Record(Type.String(), Type.String()),
      body: Type.Unknown(),
    }),
  ),
  /** The answer is for members of this project only. */
  projectId: Type.Optional(Type.String()),
  expiresAtEpochSeconds: Type.Integer(),
});
export type IdempotencyItem = Static<typeof IdempotencyItem>;

export const idempotencySeconds = 24 * 3600;
