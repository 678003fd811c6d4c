import { allOf, equals, oneOf, type Condition, type ItemChange } from '@snapinfra/aws-clients';
import { exportDays } from '@snapinfra/contracts';
import { dueAt, hasToken, isUnheld, leasedUntil, leaseNames, leaseTaken, type Lease } from '@snapinfra/jobs';
import type { Clock } from '../../runtime/clock.ts';
import { exportOutbox, type ExportRecord } from './export-record.ts';

/** How long a claim holds without a renewal, and how long after its end another instance may take the export over. */
const leaseMs = 60_000;
const graceMs = 10_000;
const firstPauseMs = 30_000;
const dayMs = 24 * 3_600_000;
/** After so many attempts an export has failed. */
export const maximumExportAttempts = 5;

export type ExportChange = ItemChange<ExportRecord>;

/** Nobody is making it, and it is not made. */
export const isClaimable = (now: Date): Condition =>
  allOf(oneOf('status', ['pending', 'running']), isUnheld(now.getTime()));
/** The fence: the holder of this lease is making it. */
export const isMadeUnder = (lease: Lease): Condition => allOf(equals('status', 'running'), hasToken(lease));

const attemptsSpent = {
  code: 'export_failed',
  message: `The export could not be made in ${maximumExportAttempts} attempts: ask for another one.`,
};

/** The changes of an export's record; each sets when the sweeper looks at it next. */
export const createExportChanges = (clock: Clock, { id }: Pick<ExportRecord, 'id'>) => {
  const changed = (set: Partial<ExportRecord>, dueEpochMs: number, rest: ExportChange = {}): ExportChange => ({
    ...rest,
    set: { ...set, ...rest.set, updatedAt: clock().toISOString() },
    add: { version: 1, ...rest.add },
    attributes: dueAt(id, dueEpochMs, exportOutbox),
  });
  const ended = (set: Partial<ExportRecord>) => {
    const expiresMs = clock().getTime() + exportDays * dayMs;
    return changed({ ...set, expiresAt: new Date(expiresMs).toISOString() }, expiresMs, { remove: leaseNames });
  };
  return {
    claim: (holder: string) => {
      const untilMs = clock().getTime() + leaseMs;
      const taken = leaseTaken(holder, untilMs);
      const rest = { set: taken.set, add: { ...taken.add, attempts: 1 }, remove: ['error'] };
      return changed({ status: 'running' }, untilMs + graceMs, rest);
    },
    renew: (): ExportChange => {
      const untilMs = clock().getTime() + leaseMs;
      return { set: leasedUntil(untilMs), attributes: dueAt(id, untilMs + graceMs, exportOutbox) };
    },
    complete: (set: Partial<ExportRecord>) =>
      ended({ ...set, status: 'completed', completedAt: clock().toISOString() }),
    fail: () => ended({ status: 'failed', error: attemptsSpent }),
    retry: (attempts: number) =>
      changed({ status: 'pending' }, clock().getTime() + firstPauseMs * 2 ** attempts, { remove: leaseNames }),
    giveBack: () => changed({ status: 'pending' }, clock().getTime(), { remove: leaseNames, add: { attempts: -1 } }),
  };
};
