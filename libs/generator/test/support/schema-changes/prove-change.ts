import { expect } from 'vitest';
import { numberedFiles, planSchemaChange, type ChangePlan } from '../../../src/schema-changes/index.ts';
import type { Backend, Migrating } from '../migrating.ts';
import { inTransaction } from './attempts.ts';
import { freshState, startWith, stateOf } from './initial-database.ts';
import { countedMarks, prepareCounting } from './counted-marks.ts';
import { createDice } from './dice.ts';
import { fillTables, type Filling } from './filled-database.ts';
import { quoted } from './draw-rows.ts';
import { hintsFrom } from './hints.ts';
import { proveKept, rememberKept } from './kept-values.ts';
import { proveMarks } from './prove-marks.ts';
import type { ProvenChange, Shown } from './proven-change.ts';

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

/** There and, without rows in the way, back again. */
const proveWayBack = async (migrating: Migrating, change: ProvenChange, original: readonly string[]): Promise<void> => {
  const { from, to, renames = [] } = change;
  const back = planSchemaChange({
    from: to,
    to: from,
    renames: renames.map((rename) => ({ from: rename.to, to: rename.from })),
  });
  await migrating.withSession(async (session) => {
    const tables = to.physical.tables.map(({ sqlName }) => quoted(sqlName));
    await session.run(`TRUNCATE ${tables.join(', ')}`);
  });
  await succeed(migrating, back, 3);
  expect(await stateOf(migrating)).toEqual(original);
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
    const before = await migrating.withSession((session) => rememberKept(session, change, plan));
    await succeed(migrating, plan, 2);
    expect(await stateOf(migrating)).toEqual(wanted);
    shown.keptValues += await migrating.withSession((session) => proveKept(session, change, plan, before));
    await proveWayBack(migrating, change, original);
  } finally {
    await migrating.close();
  }
};
