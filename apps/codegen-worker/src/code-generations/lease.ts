import { allOf, attributeNotExists, compare, equals, itemExists, oneOf, type Condition } from '@snapinfra/aws-clients';
import { hasToken, isUnheld, type Lease } from '@snapinfra/jobs';
import { codeGenerationMaxAttempts } from '@snapinfra/platform';

/** The lease of a generation. */
export interface GenerationLease extends Lease {
  readonly userId: string;
}

const exists: Condition = allOf(itemExists, attributeNotExists('deletingAt'));

/** Nobody works on it, or who did has let the lease run out. */
const isUnclaimed = (nowEpochMs: number): Condition =>
  allOf(exists, oneOf('status', ['pending', 'processing']), isUnheld(nowEpochMs));

/** Nobody works on it, and there is an attempt left. */
export const isClaimable = (nowEpochMs: number): Condition =>
  allOf(isUnclaimed(nowEpochMs), compare('attempts', '<', codeGenerationMaxAttempts));

/** No attempt is left, and nobody works on the last one. */
export const isExhausted = (nowEpochMs: number): Condition =>
  allOf(isUnclaimed(nowEpochMs), compare('attempts', '>=', codeGenerationMaxAttempts));

/** The lease still counts: not cancelled, not deleted, not claimed by another since. */
export const isHeldBy = (lease: Lease): Condition => allOf(exists, equals('status', 'processing'), hasToken(lease));
