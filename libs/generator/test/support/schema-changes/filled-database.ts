import type { PhysicalSchema, PhysicalTable } from '../../../src/physical-schema/index.ts';
import type { ScriptSession } from '../../../template/src/core/database.ts';
import { attempt } from './attempts.ts';
import { countOffenders, type CountedMark } from './counted-marks.ts';
import { drawCopy, drawRow, drawUpdate, quoted, type Drawing } from './draw-rows.ts';
import { drawTwin } from './draw-twin.ts';

export interface Filling extends Drawing {
  readonly session: ScriptSession;
}

/** Those that others refer to first, as far as there is such an order. */
const byReference = ({ tables }: PhysicalSchema): readonly PhysicalTable[] => {
  const ordered = new Set<PhysicalTable>();
  const visit = (table: PhysicalTable, path: readonly PhysicalTable[]): void => {
    if (ordered.has(table) || path.includes(table)) return;
    for (const { referencedTable } of table.foreignKeys) {
      const other = tables.find(({ sqlName }) => sqlName === referencedTable);
      if (other !== undefined) visit(other, [...path, table]);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table, []);
  return [...ordered];
};

/** References that closed a circle while there was no row to refer to. */
const referLater = async (
  { session, dice }: Filling,
  table: PhysicalTable,
  isWelcome: () => Promise<boolean>,
): Promise<void> => {
  for (const { columns, referencedTable, referencedColumns } of table.foreignKeys) {
    const list = (names: readonly string[]) => names.map(quoted).join(', ');
    await attempt(
      session,
      `UPDATE ${quoted(table.sqlName)} AS t SET (${list(columns)}) =
        (SELECT ${list(referencedColumns)} FROM ${quoted(referencedTable)} OFFSET ${dice.below(2)} LIMIT 1)
        WHERE ${columns.map((column) => `t.${quoted(column)} IS NULL`).join(' AND ')}
          AND ctid IN (SELECT ctid FROM ${quoted(table.sqlName)} LIMIT 2)`,
      isWelcome,
    );
  }
};

/** Fills every table with rows that nothing stands in the way of; returns how many there are. */
export const fillTables = async (
  filling: Filling,
  marks: readonly CountedMark[],
  perTable: number,
): Promise<number> => {
  const { session, schema, dice } = filling;
  const isWelcome = async () => (await countOffenders(session, marks)).every((count) => count === 0);
  const tables = byReference(schema);
  let rows = 0;
  for (const table of tables) {
    let own = 0;
    for (let tries = 0; tries < perTable * 4 && own < perTable; tries += 1) {
      const draw = own > 0 && dice.chance(25) ? drawCopy : drawRow;
      if (await attempt(session, draw(filling, table), isWelcome)) own += 1;
    }
    rows += own;
  }
  for (const table of tables) await referLater(filling, table, isWelcome);
  return rows;
};

/** Rows in the tables that a table refers to, so that it can have some. */
const fillReferenced = async (
  filling: Filling,
  table: PhysicalTable,
  path: readonly PhysicalTable[] = [],
): Promise<void> => {
  const { session, schema } = filling;
  for (const { referencedTable } of table.foreignKeys) {
    const other = schema.tables.find(({ sqlName }) => sqlName === referencedTable);
    if (other === undefined || other === table || path.includes(other)) continue;
    await fillReferenced(filling, other, [...path, table]);
    for (let tries = 0, rows = 0; tries < 60 && rows < 4; tries += 1) {
      if (await attempt(session, drawRow(filling, other))) rows += 1;
    }
  }
};

/** What a draw is about: a table, the field that a step names, and the columns that its mark looks at. */
export interface Sought {
  readonly table: PhysicalTable;
  readonly field?: string | undefined;
  readonly columns?: readonly string[];
  /** Those that are null in the rows that its mark counts. */
  readonly absent?: readonly string[];
  /** A table in which a row has to be missing. */
  readonly referenced?: PhysicalTable | undefined;
}

/** The columns that a mark looks at, and those that they refer to, which have to have the same values. */
const placesOf = ({ tables }: PhysicalSchema, sought: Sought): readonly Sought[] => {
  const places = [sought];
  for (const { table, columns = [] } of places) {
    for (const key of table.foreignKeys.filter((each) => each.columns.some((name) => columns.includes(name)))) {
      const referenced = tables.find(({ sqlName }) => sqlName === key.referencedTable);
      if (referenced === undefined || places.some((place) => place.table === referenced)) continue;
      places.push({ table: referenced, columns: key.referencedColumns });
    }
  }
  return places;
};

const drawSought = (filling: Filling, { table, field, columns = [], absent = [] }: Sought): string => {
  const { dice } = filling;
  if (columns.length > 0 && dice.chance(50)) return drawUpdate(filling, table, columns, absent);
  if (columns.length > 0 && dice.chance(40)) return drawTwin(filling, table, { columns, absent });
  return dice.chance(60) ? drawCopy(filling, table, field) : drawRow(filling, table);
};

/**
 * New rows in the tables that are referred to. From time to time instead of the old ones: where one has to be missing, or where
 * a table that can have few rows holds others than those that are sought.
 */
const refill = async (
  filling: Filling,
  { table, referenced }: Sought,
  places: readonly Sought[],
  round: number,
): Promise<void> => {
  const { session, dice } = filling;
  const name = quoted(referenced?.sqlName ?? '');
  const isAnew = referenced !== undefined && round % 2 === 0;
  const crowded = round % 4 === 1 ? places.filter((place) => place.table !== table) : [];
  const emptied = isAnew ? [name] : crowded.map((place) => quoted(place.table.sqlName));
  // What refers to a row may keep it there.
  if (emptied.length > 0) await attempt(session, `TRUNCATE ${emptied.join(', ')} CASCADE`);
  await fillReferenced(filling, table);
  for (let tries = 0; isAnew && tries < 4; tries += 1) {
    const row = `SELECT ctid FROM ${name} OFFSET ${dice.below(5)} LIMIT 1`;
    await attempt(session, `DELETE FROM ${name} WHERE ctid = (${row})`);
  }
};

/** Draws rows for a table, and for those that it refers to, until something is true; whether it came to be. */
export const drawUntil = async (
  filling: Filling,
  sought: Sought,
  isEnough: () => Promise<boolean>,
): Promise<boolean> => {
  const { session, dice } = filling;
  const places = placesOf(filling.schema, sought);
  for (let round = 0; round < 40; round += 1) {
    for (let tries = 0; tries < 40; tries += 1) {
      const place = dice.chance(60) ? sought : (dice.pick(places) ?? sought);
      if ((await attempt(session, drawSought(filling, place))) && (await isEnough())) return true;
    }
    await refill(filling, sought, places, round);
  }
  return isEnough();
};
