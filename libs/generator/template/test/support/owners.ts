import type { ColumnModel, TableModel } from './model.ts';
import { model } from './project.ts';
import { valuesOf } from './values.ts';

/** The table and column that hold the owner's subject, at the end of a chain of `via`. */
export const ownerColumn = (table: TableModel, depth = 0): { table: TableModel; column: ColumnModel } | undefined => {
  if (!table.owner || depth > 50) return undefined;
  if ('column' in table.owner) {
    const { column: name } = table.owner;
    const column = table.columns.find((candidate) => candidate.name === name);
    return column && { table, column };
  }
  const next = table.foreignKeys[table.owner.via]?.referencedTable;
  const parent = model.tables.find((candidate) => candidate.name === next);
  return parent && ownerColumn(parent, depth + 1);
};

/** One of the subjects that can own rows of a table; of a table without owners, somebody. */
export const subjectOf = (table: TableModel, n: number): string => {
  const holder = ownerColumn(table);
  const space = holder && valuesOf(holder.column, holder.table.name);
  return space && n < space.size ? String(space.at(n)) : `nobody-in-particular-${n}`;
};
