import { anyOf, attributeNotExists, compare, equals, type Condition } from '@snapinfra/aws-clients';

/** The right to work on an item: whoever claims it later has a greater token, and this one no longer counts. */
export interface Lease {
  readonly id: string;
  /** Fencing token: what is written or stored under it is told apart from any other holder's. */
  readonly token: number;
}

/** Names to remove where nobody holds the item any more: the release. The token stays, so that the next one is greater. */
export const leaseNames = ['leaseHolder', 'leaseExpiresAtEpochMs'] as const;

/** The lease has run out. An item that nobody holds has none that could. */
const isLeaseOver = (nowEpochMs: number): Condition => compare('leaseExpiresAtEpochMs', '<', nowEpochMs);

/** Nobody holds the item, or who did has let the lease run out: the condition of a claim. */
export const isUnheld = (nowEpochMs: number): Condition =>
  anyOf(attributeNotExists('leaseExpiresAtEpochMs'), isLeaseOver(nowEpochMs));

/** The fence: nobody has claimed the item since. */
export const hasToken = ({ token }: Pick<Lease, 'token'>): Condition => equals('leaseToken', token);

/** Attributes that keep the lease until a time; set by a claim and by a renewal. */
export const leasedUntil = (epochMs: number) => ({ leaseExpiresAtEpochMs: epochMs });

/** The change of a claim: write it on the condition {@link isUnheld}, then `leaseToken` is the {@link Lease}'s. */
export const leaseTaken = (holder: string, untilEpochMs: number) => ({
  set: { leaseHolder: holder, ...leasedUntil(untilEpochMs) },
  add: { leaseToken: 1 },
});
