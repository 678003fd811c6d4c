import type { Table } from '@snapinfra/aws-clients';
import type { JobRecord } from '@snapinfra/platform';
import { sortOf, type JobKind } from './job-kind.ts';
import type { Transitions } from './transitions.ts';
import { writeTransition, type Written } from './write-transition.ts';

export interface CancelJobDeps<Job extends JobRecord> {
  readonly table: Pick<Table<Job>, 'get' | 'update'>;
  readonly kind: Pick<JobKind<Job, unknown, unknown>, 'keyOf' | 'statuses'>;
  readonly transitions: Pick<Transitions<Job>, 'cancel'>;
}

/** Cancels a job. `lost` where it is gone or has ended, or where others wrote the record each time. */
export type CancelJob<Job extends JobRecord> = (id: string) => Promise<Written<Job>>;

/** The reports and renewals of a running job's worker change the record, too: then it is read again. */
const maxRounds = 5;

export const createCancelJob =
  <Job extends JobRecord>({ table, kind, transitions }: CancelJobDeps<Job>): CancelJob<Job> =>
  async (id) => {
    for (let round = 1; ; round += 1) {
      const existing = await table.get(kind.keyOf(id));
      if (existing === undefined || existing.deletingAt !== undefined || sortOf(kind, existing.status) === 'ended') {
        return { kind: 'lost', existing };
      }
      const written = await writeTransition(table, transitions.cancel(existing));
      if (written.kind === 'written' || round === maxRounds) return written;
    }
  };
