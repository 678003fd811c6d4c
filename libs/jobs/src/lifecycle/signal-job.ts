import type { Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { isKnownStatus, sortOf, type JobRules } from './job-kind.ts';
import { maxSignals } from './outside-transitions.ts';
import type { Transitions } from './transitions.ts';
import { writeTransition } from './write-transition.ts';

export interface SignalJobDeps<Job extends JobRecord> {
  readonly table: Pick<Table<Job>, 'update'>;
  readonly kind: Pick<JobRules, 'statuses'>;
  readonly transitions: Pick<Transitions<Job>, 'wake' | 'remember'>;
}

export type Signalling<Job> =
  /** It waited for the signal and is queued: dispatch it, or the sweeper does. */
  | { readonly kind: 'woken'; readonly record: Job }
  /** It does not wait for it yet; once it does, it goes on at once. */
  | { readonly kind: 'remembered'; readonly record: Job }
  /** It has ended, or is gone; or the signal was given before. */
  | { readonly kind: 'unneeded'; readonly existing: Job | undefined }
  /**
   * The signal was not given, and may be needed: the record can't remember more signals (`full`), its status is of a later version
   * (`unknown_status`), or others wrote the record each time (`contention`).
   */
  | { readonly kind: 'refused'; readonly reason: SignalRefusal; readonly existing: Job };

export type SignalRefusal = 'full' | 'unknown_status' | 'contention';

const maxRounds = 3;

/** Why a signal was not given; `contention` where it could be given now. Undefined: it is not needed. */
const refusalOf = (
  kind: Pick<JobRules, 'statuses'>,
  existing: JobRecord | undefined,
  signal: string,
): SignalRefusal | undefined => {
  if (existing === undefined || existing.deletingAt !== undefined) return undefined;
  if (!isKnownStatus(kind, existing.status)) return 'unknown_status';
  if (sortOf(kind, existing.status) === 'ended') return undefined;
  if (existing.waiting?.for === signal) return 'contention';
  if (Object.hasOwn(existing.signals, signal)) return undefined;
  return Object.keys(existing.signals).length >= maxSignals ? 'full' : 'contention';
};

/** Gives a signal to a job, whether it waits for the signal yet or not. */
export const createSignalJob =
  <Job extends JobRecord>({ table, kind, transitions }: SignalJobDeps<Job>) =>
  async (id: string, signal: string): Promise<Signalling<Job>> => {
    for (let round = 1; ; round += 1) {
      const woken = await writeTransition(table, transitions.wake(id, signal));
      if (woken.kind === 'written') return { ...woken, kind: 'woken' };
      const remembered = await writeTransition(table, transitions.remember(id, signal));
      if (remembered.kind === 'written') return { ...remembered, kind: 'remembered' };
      const { existing } = remembered;
      const reason = refusalOf(kind, existing, signal);
      if (existing === undefined || reason === undefined) return { kind: 'unneeded', existing };
      // The job has begun to wait between the two writes: the next round wakes it.
      if (reason !== 'contention' || round === maxRounds) return { kind: 'refused', reason, existing };
    }
  };
