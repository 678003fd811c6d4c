import { expect } from 'vitest';
import type { ChangePlan } from '../../../src/schema-changes/index.ts';
import type { ScriptSession } from '../../../template/src/core/database.ts';
import { quoted } from './draw-rows.ts';
import { matchTables, type MatchedTable } from './matched-things.ts';
import type { ProvenChange } from './proven-change.ts';
import { keptColumns, readMeanings } from './schema-rows.ts';

type Meanings = ReadonlyMap<string, readonly string[]>;

/** Whether a table links rows by values that a step says it deletes: then there is nothing left that they link. */
const linksLostValues = (
  { from: link, to }: MatchedTable,
  matched: readonly MatchedTable[],
  plan: ChangePlan,
): boolean =>
  link.origin === 'link' &&
  to.origin === 'link' &&
  link.foreignKeys.some(({ referencedTable, referencedColumns }) => {
    const target = matched.find(({ from }) => from.sqlName === referencedTable);
    const kept = target === undefined ? [] : keptColumns(plan, target);
    return referencedColumns.some((name) => !kept.some(({ from }) => from.sqlName === name));
  });

/** Tables that stay, by ids or names; the planner has to have said it of every other one that its rows go. */
const keptTables = ({ from, to, renames = [] }: ProvenChange, plan: ChangePlan): readonly MatchedTable[] => {
  const all = matchTables(from.physical, to.physical, renames);
  const matched = all.filter((table) => !linksLostValues(table, all, plan));
  const dropped = plan.steps.flatMap((step) =>
    step.kind === 'drop_table' && step.marks.some(({ kind }) => kind === 'destructive') ? [step.table] : [],
  );
  const gone = from.physical.tables.filter((table) => !matched.some((pair) => pair.from === table));
  expect(dropped.toSorted()).toEqual(gone.map(({ name }) => name).toSorted());
  return matched;
};

/** Labels that were renamed, by table and field, as JSON writes them in a text. */
const renamedLabels = ({ renames = [] }: ProvenChange, table: MatchedTable) =>
  renames.filter(({ from, to }) => from.value !== undefined && to.table === table.to.name);

/** As `json_agg` writes one. */
const asList = (values: readonly (string | null)[]): string =>
  `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

const withLaterLabels = (
  change: ProvenChange,
  table: MatchedTable,
  kept: ReturnType<typeof keptColumns>,
  row: string,
): string => {
  const labels = renamedLabels(change, table);
  if (labels.length === 0) return row;
  const values = JSON.parse(row) as Record<string, string | null>;
  kept.forEach(({ from, to }, position) => {
    const own = labels.filter((rename) => rename.from.field === from.name && rename.to.field === to.name);
    const later = (label: string | null): string | null =>
      own.find((rename) => rename.from.value === label)?.to.value ?? label;
    const value = values[`c${position}`] ?? null;
    const isList = from.type.array || to.type.array;
    values[`c${position}`] =
      isList && value !== null && own.length > 0
        ? asList((JSON.parse(value) as (string | null)[]).map(later))
        : later(value);
  });
  return JSON.stringify(values);
};

/** What all rows that stay mean before the migration. */
export const rememberKept = async (
  session: ScriptSession,
  change: ProvenChange,
  plan: ChangePlan,
): Promise<Meanings> => {
  const found = new Map<string, readonly string[]>();
  for (const table of keptTables(change, plan)) {
    const kept = keptColumns(plan, table);
    const rows = await readMeanings(session, table, kept, 'before');
    found.set(table.to.sqlName, rows.map((row) => withLaterLabels(change, table, kept, row)).toSorted());
  }
  return found;
};

/** A column that comes to number itself goes on behind the numbers that are there. */
const proveNumbering = async (session: ScriptSession, { from, to, columns }: MatchedTable): Promise<void> => {
  for (const { sqlName, sequence } of to.columns) {
    const earlier = columns.find((pair) => pair.to.sqlName === sqlName)?.from;
    if (sequence === undefined || earlier === undefined || earlier.sequence !== undefined) continue;
    const [row] = await session.query(
      `SELECT last_value::numeric + is_called::int > coalesce((SELECT max(${quoted(sqlName)}) FROM ${quoted(to.sqlName)}), 0) AS free
       FROM ${quoted(sequence)}`,
      [],
    );
    expect({ table: from.name, sequence, ...row }).toEqual({ table: from.name, sequence, free: true });
  }
};

/** Every row and every value is there, but for what a step marked; returns how many values were compared. */
export const proveKept = async (
  session: ScriptSession,
  change: ProvenChange,
  plan: ChangePlan,
  before: Meanings,
): Promise<number> => {
  let values = 0;
  for (const table of keptTables(change, plan)) {
    const kept = keptColumns(plan, table);
    const rows = await readMeanings(session, table, kept, 'after');
    const { name } = table.to;
    expect({ name, rows }).toEqual({ name, rows: before.get(table.to.sqlName) });
    await proveNumbering(session, table);
    values += rows.length * kept.length;
  }
  return values;
};
