import type { PhysicalSchema } from '../../../src/physical-schema/index.ts';
import type { ChangePlan } from '../../../src/schema-changes/index.ts';
import type { ScriptSession } from '../../../template/src/core/database.ts';
import { quoted } from './draw-rows.ts';
import type { ColumnPair, MatchedTable } from './matched-things.ts';
import { meanings } from './meaning.ts';

const sorted = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).toSorted();

/** What expressions over a table, called `t`, give for each of its rows: whole rows, in an order of their own. */
export const readAs = async (
  session: ScriptSession,
  table: string,
  expressions: readonly string[],
): Promise<readonly string[]> => {
  const list = expressions.map((expression, position) => `${expression} AS c${position}`).join(', ');
  return sorted(await session.query(`SELECT ${list === '' ? '1 AS c0' : list} FROM ${quoted(table)} AS t`, []));
};

const named = (name: string): string => `t.${quoted(name)}`;

/** Every value of every table as PostgreSQL writes it, by table. */
export const readRows = async (
  session: ScriptSession,
  { tables }: PhysicalSchema,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const found: Record<string, readonly string[]> = {};
  for (const { sqlName, columns } of tables) {
    found[sqlName] = await readAs(
      session,
      sqlName,
      columns.map(({ sqlName }) => `${named(sqlName)}::text`),
    );
  }
  return found;
};

/** The columns that no step says it deletes. */
export const keptColumns = ({ steps }: ChangePlan, table: MatchedTable): readonly ColumnPair[] => {
  const lost = new Set(
    steps.flatMap((step) =>
      step.kind === 'drop_column' &&
      step.table === table.to.name &&
      step.marks.some(({ kind }) => kind === 'destructive')
        ? [step.field]
        : [],
    ),
  );
  return table.columns.filter(({ from }) => !lost.has(from.name));
};

/** What the rows of a table mean, as far as they are kept. */
export const readMeanings = (
  session: ScriptSession,
  table: MatchedTable,
  kept: readonly ColumnPair[],
  side: 'before' | 'after',
): Promise<readonly string[]> =>
  readAs(
    session,
    side === 'before' ? table.from.sqlName : table.to.sqlName,
    kept.map((pair) => meanings(pair, named)[side]),
  );
