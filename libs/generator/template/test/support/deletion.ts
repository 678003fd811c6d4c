import type { ForeignKeyModel } from './model.ts';
import { columnNamed, referrers } from './project.ts';
import type { Row, World } from './world.ts';

/** What PostgreSQL does when a row is deleted, worked out from the model. */
export type Deletion =
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'done';
      readonly removed: ReadonlySet<Row>;
      readonly cleared: readonly { row: Row; foreignKey: ForeignKeyModel }[];
    }
  /** Two references pull in different directions; the model alone does not decide. */
  | { readonly kind: 'unclear' };

const clears = (foreignKey: ForeignKeyModel) =>
  foreignKey.onDelete === 'set null' || foreignKey.onDelete === 'set default';

const canClear = (row: Row, foreignKey: ForeignKeyModel) =>
  foreignKey.columns.every((name) => {
    const column = columnNamed(row.table, name);
    return !column.required && (foreignKey.onDelete === 'set null' || column.default === undefined);
  });

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
  return { kind: 'done', removed, cleared: cleared.filter(({ row }) => !removed.has(row)) };
};
