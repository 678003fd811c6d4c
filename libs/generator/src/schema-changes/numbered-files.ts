import { words } from '../emit/index.ts';
import { GenerationRefusedError } from '../generation-refused.ts';
import type { ChangePlan, MigrationFile, MigrationPart, MigrationStep, StepMark } from './change-plan.ts';

/** At least: files are applied in the order of their numbers, and listed by their names. */
const digits = 4;
/** Owners number their own migrations by the time, to the second (`20260101120000`): a later number has to be above those. */
const largestNumber = 99_999_999_999_999;

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** `0002` */
export const migrationNumber = (number: number): string => String(number).padStart(digits, '0');

/** The number of a migration's file; 0 for a name that has none. */
const numberOf = ({ name }: MigrationFile): number => Number(/^\d+/.exec(name)?.[0] ?? 0);

const isBrief = (mark: StepMark): boolean => mark.kind === 'locking' && mark.isBrief;

const toldMark = (mark: StepMark): MigrationStep['marks'][number] => {
  const { kind, reason } = mark;
  return kind === 'dataDependent' && mark.remedy !== undefined
    ? { kind, reason: words`${reason}. ${mark.remedy}` }
    : { kind, reason };
};

const stepsOf = ({ steps }: ChangePlan, part: MigrationPart): readonly MigrationStep[] =>
  steps
    .filter((step) => step.part === part)
    .map(({ summary, marks }) => ({
      summary,
      marks: marks.filter((mark) => !isBrief(mark)).map(toldMark),
    }));

/** The files of a plan as those of a migration: `0002_changes.sql`, or `0002a_…`, `0002b_…` where there are several. */
export const numberedFiles = (plan: ChangePlan, number: number): readonly MigrationFile[] =>
  plan.files.map(({ part, sql }, position) => ({
    name: words`${migrationNumber(number)}${plan.files.length === 1 ? '' : (letters[position] ?? '')}_${part}.sql`,
    sql,
    steps: stepsOf(plan, part),
  }));

/**
 * The number of the next migration: one more than the last, or the wanted one.
 *
 * @throws GenerationRefusedError (`next_migration_taken`) where the wanted number is not above the last
 */
export const nextNumber = (migrations: readonly MigrationFile[], wanted: number | undefined): number => {
  const last = Math.max(0, ...migrations.map(numberOf));
  const number = wanted ?? last + 1;
  if (number > last && number <= largestNumber) return number;
  const range =
    last === largestNumber ? 'there is no number left' : words`it has to be from ${last + 1} to ${largestNumber}`;
  throw new GenerationRefusedError(
    'next_migration_taken',
    words`The next migration cannot have the number ${number}: ${range} (options.nextMigration).`,
  );
};
