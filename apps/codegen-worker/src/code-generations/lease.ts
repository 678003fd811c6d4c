import { allOf, anyOf, attributeNotExists, compare, equals, itemExists, type Condition } from '@snapinfra/aws-clients';
import { codeGenerationMaxAttempts } from '@snapinfra/platform';

/** The right to work on a generation: whoever claims it later has a greater token, and this one no longer counts. */
export interface Lease {
  readonly generationId: string;
  readonly userId: string;
  readonly token: number;
  /** Unique to the claim, so that a claim whose answer was lost on the way is known again. */
  readonly holder: string;
}

const exists: Condition = allOf(itemExists, attributeNotExists('deletingAt'));

/** Nobody works on it, or who did has let the lease run out; and there is a try left. */
export const isClaimable = (nowEpochMs: number): Condition =>
  allOf(
    exists,
    compare('attempts', '<', codeGenerationMaxAttempts),
    anyOf(
      equals('status', 'pending'),
      allOf(equals('status', 'processing'), compare('leaseExpiresAtEpochMs', '<', nowEpochMs)),
    ),
  );

/** No try is left, and nobody works on the last one. */
export const isExhausted = (nowEpochMs: number): Condition =>
  allOf(
    exists,
    compare('attempts', '>=', codeGenerationMaxAttempts),
    anyOf(
      equals('status', 'pending'),
      allOf(equals('status', 'processing'), compare('leaseExpiresAtEpochMs', '<', nowEpochMs)),
    ),
  );

/** The lease still counts: not cancelled, not deleted, not claimed by another since. */
export const isHeldBy = (lease: Lease): Condition =>
  allOf(exists, equals('status', 'processing'), equals('leaseToken', lease.token));
