import { expect } from 'vitest';
import { numberedFiles, planSchemaChange, type ChangePlan } from '../../../src/schema-changes/index.ts';
import type { Backend, Migrating } from '../migrating.ts';
import { inTransaction } from './attempts.ts';
import { freshState, startWith, stateOf } from './initial-database.ts';
import { countedMarks, countOffenders, prepareCounting, refusalOf } from './counted-marks.ts';
import { createDice } from './dice.ts';
import { fillTables, type Filling } from './filled-database.ts';
import { quoted } from './draw-rows.ts';
import { hintsFrom } from './hints.ts';
import { proveKept, rememberKept } from './kept-values.ts';
import { proveMarks, proveRefused } from './prove-marks.ts';
import { isOfLinks, type ProvenChange, type Shown } from './proven-change.ts';

const sqlOf = ({ files }: ChangePlan): string => files.map(({ part, sql }) => `-- ${part}\n${sql}`).join('\n');

/** Applies a migration, which has to succeed. */
const succeed = async (migrating: Migrating, plan: ChangePlan, number: number): Promise<void> => {
  for (const { name, sql } of numberedFiles(plan, number)) migrating.write(name, sql);
  try {
    await migrating.apply();
  } catch (error) {
    throw new Error(`No mark counts anything, and the migration fails:\n${sqlOf(plan)}`, { cause: error });
  }
};

const fillingOf = (change: ProvenChange): Omit<Filling, 'session'> => ({
  schema: change.from.physical,
  dice: createDice(change.seed),
  hints: hintsFrom(change.from.physical, change.to.physical, change.renames),
});

/** The number of the migration that leads on, and of the one that leads back. */
const [thither, back] = [2, 3];

/** Migrates a database whose rows are in nobody's way: it comes to the wanted schema with everything that no step marked. */
const proveMigration = async (
  migrating: Migrating,
  { change, plan, number }: { readonly change: ProvenChange; readonly plan: ChangePlan; readonly number: number },
  wanted: readonly string[],
): Promise<number> => {
  const before = await migrating.withSession((session) => rememberKept(session, change, plan));
  await succeed(migrating, plan, number);
  expect(await stateOf(migrating)).toEqual(wanted);
  return migrating.withSession((session) => proveKept(session, change, plan, before));
};

/** Back again, with the rows that are there, unless they are in the way: then the migration says so, and they go first. */
const proveWayBack = async (
  migrating: Migrating,
  { from, to, renames = [], seed }: ProvenChange,
  original: readonly string[],
  shown: Shown,
): Promise<void> => {
  // Links do not become a field again: rows may have several.
  const turned = renames
    .filter((rename) => !isOfLinks(rename))
    .map(({ from: before, to: after }) => ({ from: after, to: before }));
  const change: ProvenChange = { from: to, to: from, renames: turned, seed };
  const plan = planSchemaChange({ from: to, to: from, renames: turned });
  const marks = countedMarks(plan);
  const refusal = await migrating.withSession(async (session) => {
    await prepareCounting(session, marks);
    return refusalOf(marks, await countOffenders(session, marks));
  });
  if (refusal !== undefined) {
    await proveRefused(migrating, { plan, number: back, schema: to.physical }, refusal);
    shown.refusedBack += 1;
    const tables = to.physical.tables.map(({ sqlName }) => quoted(sqlName));
    await migrating.run(`TRUNCATE ${tables.join(', ')}`);
  }
  shown.keptBack += await proveMigration(migrating, { change, plan, number: back }, original);
};

/** Proves everything that a plan says of one change, on rows that are drawn for it. */
export const proveChange = async (backend: Backend, change: ProvenChange, shown: Shown): Promise<void> => {
  const { from, to, renames = [] } = change;
  const plan = planSchemaChange({ from, to, renames });
  expect(planSchemaChange({ from, to, renames })).toEqual(plan);
  expect(planSchemaChange({ from: to, to }).steps).toEqual([]);
  const wanted = await freshState(backend, to);
  const migrating = await startWith(backend, from);
  try {
    const original = await stateOf(migrating);
    const marks = countedMarks(plan);
    const filling = fillingOf(change);
    await migrating.withSession(async (session) => {
      await prepareCounting(session, marks);
      shown.rows += await inTransaction(session, () => fillTables({ ...filling, session }, marks, 5));
    });
    await proveMarks(migrating, { change, plan, filling, original }, shown);
    shown.keptValues += await proveMigration(migrating, { change, plan, number: thither }, wanted);
    await proveWayBack(migrating, change, original, shown);
  } finally {
    await migrating.close();
  }
};
