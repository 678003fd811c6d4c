import { expect } from 'vitest';
import { numberedFiles, type ChangePlan, type ChangeStep } from '../../../src/schema-changes/index.ts';
import { sqlIdentifier } from '../../../src/emit/index.ts';
import type { PhysicalSchema } from '../../../src/physical-schema/index.ts';
import type { ScriptSession } from '../../../template/src/core/database.ts';
import { splitStatements } from '../../../template/src/core/migrations/statements.ts';
import type { Migrating } from '../migrating.ts';
import { inTransaction, undone } from './attempts.ts';
import { countedMarks, countOffenders, prepareCounting, refusalOf, type CountedMark } from './counted-marks.ts';
import { describeState } from './database-state.ts';
import { drawUntil, type Filling, type Sought } from './filled-database.ts';
import { quoted } from './draw-rows.ts';
import { matchTables } from './matched-things.ts';
import { keepRows, restoreRows } from './kept-rows.ts';
import type { PlannedChange, Shown } from './proven-change.ts';
import { readRows } from './schema-rows.ts';

/** How many offenders a sample shows. */
const mostShown = 10;

const earlierTable = ({ change: { from, to, renames } }: PlannedChange, step: ChangeStep) =>
  matchTables(from.physical, to.physical, renames).find((pair) => pair.to.name === step.table)?.from;

/** As the SQL of a mark writes it. */
const written = (name: string): string => sqlIdentifier(name).text;

/** Draws rows that a mark counts; its count then, or undefined where none was found. */
const findCause = async (
  session: ScriptSession,
  planned: PlannedChange,
  { step, mark }: CountedMark,
): Promise<boolean> => {
  // Links that are copied into a new table are rows of another one before.
  const countedAs = (alias: 't' | 'r') => {
    const { tables } = planned.change.from.physical;
    return tables.find(({ sqlName }) => mark.countSql.includes(`FROM ${written(sqlName)} AS ${alias}`));
  };
  const table = earlierTable(planned, step) ?? countedAs('t');
  if (table === undefined) return false;
  const isCounted = async () => ((await countOffenders(session, [{ step, mark }]))[0] ?? 0) > 0;
  const {
    change: { from, to, renames },
  } = planned;
  const pair = matchTables(from.physical, to.physical, renames).find((match) => match.from === table);
  const field = pair?.columns.find((match) => match.to.name === step.field)?.from.name;
  const columns = table.columns
    .map(({ sqlName }) => sqlName)
    .filter((name) => mark.countSql.includes(`t.${written(name)}`));
  const absent = columns.filter((name) => mark.countSql.includes(`t.${written(name)} IS NULL`));
  const sought: Sought = { table, field, columns, absent, referenced: countedAs('r') };
  return drawUntil({ ...planned.filling, session }, sought, isCounted);
};

/** What the statements that count say, before any other runs. */
const refusalBy = async (session: ScriptSession, { files }: ChangePlan): Promise<string | undefined> => {
  const statements = splitStatements(files[0]?.sql ?? '').filter(({ words }) => words[0] === 'do');
  await session.run('SAVEPOINT guards');
  try {
    for (const { text } of statements) await session.run(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await session.run('ROLLBACK TO SAVEPOINT guards');
  }
};

/** Each mark that counts something shows some of it. */
const proveSamples = async (
  session: ScriptSession,
  marks: readonly CountedMark[],
  counts: readonly number[],
): Promise<void> => {
  for (const [position, { mark }] of marks.entries()) {
    const shown = await session.query(mark.sampleSql, []);
    const wanted = Math.min(counts[position] ?? 0, mostShown);
    expect({ sampleSql: mark.sampleSql, rows: shown.length }).toEqual({ sampleSql: mark.sampleSql, rows: wanted });
  }
};

/** What a mark says to run where rows are in the way does away with them. */
const proveRemedy = async (session: ScriptSession, { step, mark }: CountedMark): Promise<void> => {
  const statement = /^The default is for new rows\. To give it to these, too: ([^]*)$/.exec(mark.remedy ?? '')?.[1];
  if (statement === undefined) return;
  await session.run(statement);
  expect({ statement, counts: await countOffenders(session, [{ step, mark }]) }).toEqual({ statement, counts: [0] });
};

/** For each mark that depends on data, rows that it counts, and the refusal with that count. */
const proveCauses = (migrating: Migrating, planned: PlannedChange, shown: Shown): Promise<readonly CountedMark[]> =>
  migrating.withSession((session) =>
    inTransaction(session, async () => {
      const marks = countedMarks(planned.plan);
      const caused: CountedMark[] = [];
      await prepareCounting(session, marks);
      for (const counted of marks) {
        await undone(session, async () => {
          if (await findCause(session, planned, counted)) {
            shown.dataDependent += 1;
            caused.push(counted);
            const counts = await countOffenders(session, marks);
            expect(await refusalBy(session, planned.plan)).toBe(refusalOf(marks, counts));
            await proveSamples(session, marks, counts);
            await proveRemedy(session, counted);
          } else
            shown.causeless.push({
              kind: 'dataDependent',
              reason: `${counted.mark.reason} (${counted.mark.countSql})`,
            });
        });
      }
      return caused;
    }),
  );

const isLost = async (session: ScriptSession, planned: PlannedChange, step: ChangeStep): Promise<boolean> => {
  const { physical } = planned.change.from;
  const table =
    step.kind === 'drop_table' ? physical.tables.find(({ name }) => name === step.table) : earlierTable(planned, step);
  const column = table?.columns.find(({ name }) => name === step.field);
  if (table === undefined) return false;
  const where = column === undefined ? '' : ` WHERE ${quoted(column.sqlName)} IS NOT NULL`;
  const isThere = async () =>
    (await session.query(`SELECT FROM ${quoted(table.sqlName)}${where} LIMIT 1`, [])).length > 0;
  const filling: Filling = { ...planned.filling, session };
  return undone(session, async () => (await isThere()) || drawUntil(filling, { table, field: column?.name }, isThere));
};

/** For each step that deletes, data that it deletes. */
const proveLosses = (migrating: Migrating, planned: PlannedChange, shown: Shown): Promise<void> =>
  migrating.withSession((session) =>
    inTransaction(session, async () => {
      for (const step of planned.plan.steps) {
        const mark = step.marks.find(({ kind }) => kind === 'destructive');
        if (mark === undefined) continue;
        if (await isLost(session, planned, step)) shown.destructive += 1;
        else shown.causeless.push({ kind: 'destructive', reason: mark.reason });
      }
    }),
  );

/** A migration that fails as it says, and leaves everything as it was. */
export const proveRefused = async (
  migrating: Migrating,
  { plan, number, schema }: { readonly plan: ChangePlan; readonly number: number; readonly schema: PhysicalSchema },
  wanted: string,
): Promise<void> => {
  const [state, rows] = await migrating.withSession(async (session) => [
    await describeState(session),
    await readRows(session, schema),
  ]);
  const files = numberedFiles(plan, number);
  for (const { name, sql } of files) migrating.write(name, sql);
  expect(await migrating.refusal()).toContain(wanted);
  expect(await migrating.withSession(describeState)).toEqual(state);
  expect(await migrating.withSession((session) => readRows(session, schema))).toEqual(rows);
  for (const { name } of files) migrating.remove(name);
};

/** What one mark counts stops the migration, and the database is as before. */
const proveRefusal = async (
  migrating: Migrating,
  planned: PlannedChange,
  counted: CountedMark,
  shown: Shown,
): Promise<void> => {
  const { plan, change } = planned;
  const { physical: schema } = change.from;
  const marks = countedMarks(plan);
  const wanted = await migrating.withSession(async (session) => {
    await keepRows(session, schema);
    await prepareCounting(session, marks);
    await inTransaction(session, () => findCause(session, planned, counted));
    return refusalOf(marks, await countOffenders(session, marks));
  });
  if (wanted !== undefined) {
    await proveRefused(migrating, { plan, number: 2, schema }, wanted);
    shown.refused += 1;
  }
  await migrating.withSession((session) => restoreRows(session, schema));
};

/** No mark stands without cause, and what one counts stops the migration before it has changed anything. */
export const proveMarks = async (migrating: Migrating, planned: PlannedChange, shown: Shown): Promise<void> => {
  const caused = await proveCauses(migrating, planned, shown);
  await proveLosses(migrating, planned, shown);
  const chosen = planned.filling.dice.pick(caused);
  if (chosen !== undefined) await proveRefusal(migrating, planned, chosen, shown);
};
