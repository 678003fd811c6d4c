import Type, { type Static } from 'typebox';

/**
 * The answer of a POST that came with an Idempotency-Key, written in the transaction of its effect: they stand or fall
 * together. Table `projects`, {@link idempotencyKey}; expires after {@link idempotencySeconds}.
 */
export const IdempotencyItem = Type.Object({
  /** Hash of method, URL and body: the same key with another request is refused. */
  requestHash: Type.String(),
  status: Type.Integer(),
  headers: Type.Record(Type.String(), Type.String()),
  /** The body of the answer: a StoredDocument. */
  body: Type.Unknown(),
  expiresAtEpochSeconds: Type.Integer(),
});
export type IdempotencyItem = Static<typeof IdempotencyItem>;

export const idempotencySeconds = 24 * 3600;
