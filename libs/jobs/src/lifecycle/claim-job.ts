import type { Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Lease } from '../lease/lease.ts';
import { isKnownStatus, sortOf, type JobRules } from './job-kind.ts';
import { confirmationMs, type Transition } from './transition.ts';
import type { Transitions } from './transitions.ts';
import { writeTransition } from './write-transition.ts';

export type Claim<Job> =
  | { readonly kind: 'claimed'; readonly record: Job; readonly lease: Lease }
  /** Ended, deleted, waiting or deferred for long: its message is not needed. */
  | { readonly kind: 'done' }
  /** Somebody is at work, or will be soon; or the status is of a later version. */
  | { readonly kind: 'held'; readonly expiresInMs: number }
  /** No attempt was left: it has just failed or been parked, and owes its events. */
  | { readonly kind: 'exhausted'; readonly record: Job }
  /** The holder that had to acknowledge a cancellation is gone: the job has just been cancelled, and owes its events. */
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
    // Somebody was faster: the message is delivered again, and this is decided anew.
    return written.kind === 'written' ? { kind: ending, record: written.record } : { kind: 'held', expiresInMs: 0 };
  };

  /** Why a job could not be claimed. It is ended here where no worker ever would. */
  const refused = async (record: Job, nowMs: number): Promise<Claim<Job>> => {
    const sort = sortOf(kind, record.status);
    if (sort === 'ended' || sort === 'waiting') return { kind: 'done' };
    const expiresInMs = (record.leaseExpiresAtEpochMs ?? 0) - nowMs;
    if (sort === 'running' && expiresInMs >= 0) return { kind: 'held', expiresInMs };
    // Only workers that know the status may take it over: the message is kept until one of them gets it.
    if (!isKnownStatus(kind, record.status)) return { kind: 'held', expiresInMs: kind.leaseMs };
    const tooEarlyMs = (record.notBeforeEpochMs ?? 0) - nowMs;
    // The sweeper sends another message in time. One that is only a little early is that message, sent by a faster clock.
    if (tooEarlyMs > 0)
      return tooEarlyMs > confirmationMs ? { kind: 'done' } : { kind: 'held', expiresInMs: tooEarlyMs };
    if (record.cancelRequestedAt !== undefined) return endAs('cancelled', transitions.abandon(record));
    return endAs('exhausted', transitions.exhaust(record.id, nowMs));
  };

  return async (id: string): Promise<Claim<Job>> => {
    // Read once: a lease that ends while the claim is on its way still counts.
    const nowMs = clock().getTime();
    const claim = transitions.claim(id, `${deps.instance}/${deps.newId()}`, nowMs);
    const written = await writeTransition(table, claim);
    const record = written.kind === 'written' ? written.record : written.existing;
    if (!record || record.deletingAt !== undefined) return { kind: 'done' };
    if (written.kind === 'written') return { kind: 'claimed', record, lease: { id, token: record.leaseToken } };
    return refused(record, nowMs);
  };
};
