import type { ForeignKeyModel } from './model.ts';
import { columnNamed, referrers } from './project.ts';
import type { Row, World } from './world.ts';

/**
 * The expected outcome of deleting a row, derived from the model: what PostgreSQL's foreign keys do. Marking a row as
 * deleted has the same effect on the rows that refer to it, which are marked as well if their table has soft delete.
 */
export type Deletion =
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'done';
      /** Rows that are no longer visible. */
      readonly removed: ReadonlySet<Row>;
      /** Removed rows that are really deleted. */
      readonly gone: ReadonlySet<Row>;
      readonly cleared: readonly { row: Row; foreignKey: ForeignKeyModel }[];
    }
  /** Several references conflict, and the model alone does not decide the outcome. */
  | { readonly kind: 'unclear' };

const clears = (foreignKey: ForeignKeyModel) =>
  foreignKey.onDelete === 'set null' || foreignKey.onDelete === 'set default';

const canClear = (row: Row, foreignKey: ForeignKeyModel) =>
  foreignKey.columns.every((name) => {
    const column = columnNamed(row.table, name);
    return !column.required && (foreignKey.onDelete === 'set null' || column.default === undefined);
  });

/** The rows of tables without soft delete, and the rows that PostgreSQL cascades to. */
const goneOf = (world: World, removed: ReadonlySet<Row>): ReadonlySet<Row> => {
  const gone = new Set([...removed].filter(({ table }) => !table.softDelete));
  for (const row of gone) {
    for (const { table, foreignKey } of referrers(row.table)) {
      if (foreignKey.onDelete !== 'cascade') continue;
      for (const other of world.rows(table)) if (world.parent(other, foreignKey) === row) gone.add(other);
    }
  }
  return gone;
};

export const deletionOf = (world: World, start: Row): Deletion => {
  const removed = new Set([start]);
  const cleared: { row: Row; foreignKey: ForeignKeyModel }[] = [];
  const holding: Row[] = [];
  for (const row of removed) {
    for (const { table, foreignKey } of referrers(row.table)) {
      for (const referrer of world.rows(table).filter((other) => world.parent(other, foreignKey) === row)) {
        if (foreignKey.onDelete === 'cascade') removed.add(referrer);
        else if (!clears(foreignKey)) holding.push(referrer);
        else if (canClear(referrer, foreignKey)) cleared.push({ row: referrer, foreignKey });
        else return { kind: 'unclear' };
      }
    }
  }
  const held = holding.filter((row) => !removed.has(row));
  if (held.length > 0) return { kind: 'refused' };
  if (holding.some((row) => row !== start)) return { kind: 'unclear' };
  const stay = cleared.filter(({ row }) => !removed.has(row));
  return { kind: 'done', removed, gone: goneOf(world, removed), cleared: stay };
};
