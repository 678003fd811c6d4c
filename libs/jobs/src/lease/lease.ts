import { anyOf, attributeNotExists, compare, equals, type Condition } from '@snapinfra/aws-clients';

/** The right to work on an item. A later claim has a greater token, and then this lease no longer counts. */
export interface Lease {
  readonly id: string;
  /** Fencing token: it tells what this holder writes and stores apart from what other holders do. */
  readonly token: number;
}

/** The names that a release removes. The token stays, so that the next one is greater. */
export const leaseNames = ['leaseHolder', 'leaseExpiresAtEpochMs'] as const;

/** The lease has run out. False where nobody holds the item. */
const isLeaseOver = (nowEpochMs: number): Condition => compare('leaseExpiresAtEpochMs', '<', nowEpochMs);

/** Nobody holds the item, or its lease has run out: the condition of a claim. */
export const isUnheld = (nowEpochMs: number): Condition =>
  anyOf(attributeNotExists('leaseExpiresAtEpochMs'), isLeaseOver(nowEpochMs));

/** The fence: nobody has claimed the item since this lease was taken. */
export const hasToken = ({ token }: Pick<Lease, 'token'>): Condition => equals('leaseToken', token);

/** Attributes that keep the lease until a time; set by a claim and by a renewal. */
export const leasedUntil = (epochMs: number) => ({ leaseExpiresAtEpochMs: epochMs });

/** The change of a claim: write it on the condition {@link isUnheld}, then `leaseToken` is the {@link Lease}'s. */
export const leaseTaken = (holder: string, untilEpochMs: number) => ({
  set: { leaseHolder: holder, ...leasedUntil(untilEpochMs) },
  add: { leaseToken: 1 },
});
