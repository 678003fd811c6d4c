import { words } from '../emit/index.ts';
import type { PlannedMark, PlannedStep } from './planned-step.ts';
import { quote } from './steps/step.ts';

type Lock = Extract<PlannedMark, { kind: 'locking' }>;

const isLock = (mark: PlannedMark): mark is Lock => mark.kind === 'locking';

const locksOf = (steps: readonly PlannedStep[]): readonly Lock[] =>
  steps.flatMap(({ marks }) => marks.filter((mark) => isLock(mark)));

const tablesOf = (locks: readonly Lock[]): readonly string[] => [...new Set(locks.flatMap(({ tables }) => tables))];

const heldFor = (lock: Lock, long: readonly string[]): Lock => ({
  ...lock,
  reason: words`${lock.lock === 'ACCESS EXCLUSIVE' ? 'Readers and writers' : 'Writers'} wait until the transaction is done, which takes as long as its steps for ${long.map(quote).join(', ')}.`,
  isBrief: false,
});

/**
 * Tells of locks that are brief by themselves what they are in one transaction with a step that takes long: held until it ends.
 */
export const tellHeldLocks = (steps: readonly PlannedStep[]): readonly PlannedStep[] => {
  const long = tablesOf(locksOf(steps.filter(({ part }) => part === 'changes')).filter(({ isBrief }) => !isBrief));
  const isHeld = (mark: PlannedMark): mark is Lock =>
    isLock(mark) && mark.isBrief && mark.tables.some((table) => !long.includes(table));
  if (long.length === 0) return steps;
  return steps.map((step) =>
    step.part === 'changes'
      ? { ...step, marks: step.marks.map((mark) => (isHeld(mark) ? heldFor(mark, long) : mark)) }
      : step,
  );
};
