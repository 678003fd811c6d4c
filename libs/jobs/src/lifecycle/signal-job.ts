import type { Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import type { Transitions } from './transitions.ts';
import { writeTransition } from './write-transition.ts';

export interface SignalJobDeps<Job extends JobRecord> {
  readonly table: Pick<Table<Job>, 'update'>;
  readonly transitions: Pick<Transitions<Job>, 'wake' | 'remember'>;
}

export type Signalling<Job> =
  /** It waited for the signal and is queued: dispatch it, or the sweeper does. */
  | { readonly kind: 'woken'; readonly record: Job }
  /** It does not wait for it yet, and its wait will be over at once. */
  | { readonly kind: 'remembered'; readonly record: Job }
  /** It has ended, or is gone; or the signal was given before. */
  | { readonly kind: 'unneeded'; readonly existing: Job | undefined };

const maxRounds = 3;

/** Gives a signal to a job, whether it waits for it or not: a signal that comes before the wait is not lost. */
export const createSignalJob =
  <Job extends JobRecord>({ table, transitions }: SignalJobDeps<Job>) =>
  async (id: string, signal: string): Promise<Signalling<Job>> => {
    for (let round = 1; ; round += 1) {
      const woken = await writeTransition(table, transitions.wake(id, signal));
      if (woken.kind === 'written') return { ...woken, kind: 'woken' };
      const remembered = await writeTransition(table, transitions.remember(id, signal));
      if (remembered.kind === 'written') return { ...remembered, kind: 'remembered' };
      // Where it has begun to wait between the two it is woken now.
      if (remembered.existing?.waiting?.for !== signal || round === maxRounds) {
        return { kind: 'unneeded', existing: remembered.existing };
      }
    }
  };
