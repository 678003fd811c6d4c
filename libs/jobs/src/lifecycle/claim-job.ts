import type { Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Lease } from '../lease/lease.ts';
import { isKnownStatus, sortOf, type JobRules } from './job-kind.ts';
import { confirmationMs, type Transition } from './transition.ts';
import type { Transitions } from './transitions.ts';
import { writeTransition } from './write-transition.ts';

export type Claim<Job> =
  | { readonly kind: 'claimed'; readonly record: Job; readonly lease: Lease }
  /** Ended, deleted, waiting or put off for long: there is nothing to do for a message. */
  | { readonly kind: 'done' }
  /** Somebody is at work, or will be soon: also where the status is of a later version. */
  | { readonly kind: 'held'; readonly expiresInMs: number }
  /** No attempt was left: it has failed now or is parked, and owes its events. */
  | { readonly kind: 'exhausted'; readonly record: Job }
  /** Its holder was to acknowledge a cancellation and is gone: it is cancelled now, and owes its events. */
  | { readonly kind: 'cancelled'; readonly record: Job };

export interface ClaimJobDeps<Job extends JobRecord> {
  readonly table: Pick<Table<Job>, 'update'>;
  readonly kind: JobRules & { readonly leaseMs: number };
  readonly transitions: Pick<Transitions<Job>, 'claim' | 'exhaust' | 'abandon'>;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Names this process in the lease, for people who look. */
  readonly instance: string;
}

/** Takes the lease of a job where nobody holds it and an attempt is left. */
export const createClaimJob = <Job extends JobRecord>(deps: ClaimJobDeps<Job>) => {
  const { table, kind, transitions, clock } = deps;

  const endAs = async (ending: 'exhausted' | 'cancelled', transition: Transition<Job>): Promise<Claim<Job>> => {
    const written = await writeTransition(table, transition);
    // Somebody was faster: the message comes again and finds out what became of it.
    return written.kind === 'written' ? { kind: ending, record: written.record } : { kind: 'held', expiresInMs: 0 };
  };

  /** Why a job could not be claimed; one that nobody would ever end is ended. */
  const refused = async (record: Job, nowMs: number): Promise<Claim<Job>> => {
    const sort = sortOf(kind, record.status);
    if (sort === 'ended' || sort === 'waiting') return { kind: 'done' };
    const expiresInMs = (record.leaseExpiresAtEpochMs ?? 0) - nowMs;
    if (sort === 'running' && expiresInMs >= 0) return { kind: 'held', expiresInMs };
    // Only workers that know the status may take it over: the message has to live until one of them gets it.
    if (!isKnownStatus(kind, record.status)) return { kind: 'held', expiresInMs: kind.leaseMs };
    const tooEarlyMs = (record.notBeforeEpochMs ?? 0) - nowMs;
    // The sweeper sends another message in time; one that is early by the difference of two clocks is that message.
    if (tooEarlyMs > 0)
      return tooEarlyMs > confirmationMs ? { kind: 'done' } : { kind: 'held', expiresInMs: tooEarlyMs };
    if (record.cancelRequestedAt !== undefined) return endAs('cancelled', transitions.abandon(record));
    return endAs('exhausted', transitions.exhaust(record.id, nowMs));
  };

  return async (id: string): Promise<Claim<Job>> => {
    // One reading of the clock: a lease that ends while the claim is on its way is still another's.
    const nowMs = clock().getTime();
    const claim = transitions.claim(id, `${deps.instance}/${deps.newId()}`, nowMs);
    const written = await writeTransition(table, claim);
    const record = written.kind === 'written' ? written.record : written.existing;
    if (!record || record.deletingAt !== undefined) return { kind: 'done' };
    if (written.kind === 'written') return { kind: 'claimed', record, lease: { id, token: record.leaseToken } };
    return refused(record, nowMs);
  };
};
