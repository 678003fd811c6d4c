import type { ChangePlan, ChangeStep, StepMark } from '../../../src/schema-changes/index.ts';
import type { ScriptSession } from '../../../template/src/core/database.ts';

type Counted = Extract<StepMark, { kind: 'dataDependent' }>;

/** A mark that depends on data, with its step. */
export interface CountedMark {
  readonly step: ChangeStep;
  readonly mark: Counted;
}

/** In the order in which a migration counts them. */
export const countedMarks = ({ steps }: ChangePlan): readonly CountedMark[] =>
  steps.flatMap((step) => step.marks.flatMap((mark) => (mark.kind === 'dataDependent' ? [{ step, mark }] : [])));

const inner = (statement: string): string => statement.replace(/;\s*$/, '');

/** Makes what the queries need in a session. */
export const prepareCounting = async (session: ScriptSession, marks: readonly CountedMark[]): Promise<void> => {
  const setup = marks.find(({ mark }) => mark.setupSql !== undefined)?.mark.setupSql;
  if (setup !== undefined) await session.run(setup);
};

/** How many rows, or groups of rows, stand in the way of each. */
export const countOffenders = async (
  session: ScriptSession,
  marks: readonly CountedMark[],
): Promise<readonly number[]> => {
  if (marks.length === 0) return [];
  const list = marks.map(({ mark }, position) => `(${inner(mark.countSql)}) AS c${position}`);
  const [row] = await session.query(`SELECT ${list.join(', ')}`, []);
  return marks.map((_, position) => Number(row?.[`c${position}`]));
};

/** What a migration says that such counts stop, of all that is in its way; undefined where nothing is. */
export const refusalOf = (marks: readonly CountedMark[], counts: readonly number[]): string | undefined => {
  const found = marks.flatMap(({ mark }, position) => {
    const count = counts[position] ?? 0;
    return count > 0 ? [`The migration ${mark.reason}: ${count} found.`] : [];
  });
  return found.length === 0 ? undefined : found.join('\n');
};
