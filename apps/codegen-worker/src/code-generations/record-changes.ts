import { dueAt, leasedUntil } from '@snapinfra/jobs';
import { codeGenerationLeaseGraceMs } from '@snapinfra/platform';

/** How long after a write the sweeper looks whether what should have followed it did. */
export const confirmationMs = 60_000;

export interface RecordChangesDeps {
  readonly now: () => number;
  readonly newId: () => string;
  /** How long a claim holds without being renewed. */
  readonly leaseMs: number;
}

export type RecordChanges = ReturnType<typeof createRecordChanges>;

/** What changes of a generation's record set, each on its occasion. */
export const createRecordChanges = ({ now, newId, leaseMs }: RecordChangesDeps) => {
  const stamp = () => ({ updatedAt: new Date(now()).toISOString() });
  return {
    stamp,
    leased: (id: string) => {
      const untilMs = now() + leaseMs;
      return { ...leasedUntil(untilMs), ...dueAt(id, untilMs + codeGenerationLeaseGraceMs) };
    },
    /** The end owes an event, and the sweeper makes sure of it. */
    ended: (id: string) => ({ ...stamp(), ...dueAt(id, now() + confirmationMs), unpublishedEventId: newId() }),
  };
};
