import { words, type Code } from '../emit/index.ts';
import type { ChangeStep, StepMark } from './change-plan.ts';

type Sql = Code<'sql'>;

/** The mark of a step that fails on some data, before its queries are texts. */
export interface PlannedQueries {
  readonly kind: 'dataDependent';
  readonly reason: string;
  /** What can be done where rows cannot be put right. */
  readonly remedy: string | undefined;
  readonly setup: Sql | undefined;
  readonly count: Sql;
  readonly sample: Sql;
}

export type PlannedMark = Exclude<StepMark, { kind: 'dataDependent' }> | PlannedQueries;

/** A step whose SQL is still code, so that files can be made of it. */
export interface PlannedStep extends Omit<ChangeStep, 'sql' | 'marks'> {
  readonly sql: readonly Sql[];
  readonly marks: readonly PlannedMark[];
}

const publishMark = (mark: PlannedMark): StepMark =>
  mark.kind === 'dataDependent'
    ? {
        kind: mark.kind,
        reason: mark.reason,
        remedy: mark.remedy,
        setupSql: mark.setup?.text,
        countSql: words`${mark.count.text};`,
        sampleSql: words`${mark.sample.text};`,
      }
    : mark;

/** The step as others see it. */
export const publishStep = ({ sql, marks, ...step }: PlannedStep): ChangeStep => ({
  ...step,
  sql: sql.map(({ text }) => text).join('\n'),
  marks: marks.map(publishMark),
});
