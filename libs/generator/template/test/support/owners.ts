import { endsOf, isLink } from './links.ts';
import type { ColumnModel, TableModel } from './model.ts';
import { tableNamed } from './project.ts';
import { valuesOf } from './values.ts';

/**
 * The table and column that hold the owner's subject, at the end of a chain of `via`; of a link, those of the first of
 * its two rows that have an owner.
 */
export const ownerColumn = (table: TableModel, depth = 0): { table: TableModel; column: ColumnModel } | undefined => {
  if (depth > 50) return undefined;
  if (isLink(table)) {
    const [from, to] = endsOf(table).map((key) => ownerColumn(tableNamed(key.referencedTable), depth + 1));
    return from ?? to;
  }
  if (!table.owner) return undefined;
  if ('column' in table.owner) {
    const { column: name } = table.owner;
    const column = table.columns.find((candidate) => candidate.name === name);
    return column && { table, column };
  }
  const next = table.foreignKeys[table.owner.via]?.referencedTable;
  return next === undefined ? undefined : ownerColumn(tableNamed(next), depth + 1);
};

/** Whether rows of a table belong to somebody. */
export const hasOwners = (table: TableModel): boolean => ownerColumn(table) !== undefined;

/** One of the subjects that can own rows of a table; of a table without owners, somebody. */
export const subjectOf = (table: TableModel, n: number): string => {
  const holder = ownerColumn(table);
  const space = holder && valuesOf(holder.column, holder.table.name);
  return space && n < space.size ? String(space.at(n)) : `nobody-in-particular-${n}`;
};

/** Whether a subject of the tests can own rows of a table. */
export const canOwn = (table: TableModel, subject: string): boolean =>
  hasOwners(table) && [0, 1].some((n) => subjectOf(table, n) === subject);

/** Whether the row that a foreign key refers to decides the owner of a row; of a link, both do where they can be owned. */
export const decidesOwner = (table: TableModel, index: number, owner?: string): boolean => {
  const parent = table.foreignKeys[index]?.referencedTable;
  if (isLink(table)) return parent !== undefined && owner !== undefined && canOwn(tableNamed(parent), owner);
  return table.owner !== undefined && 'via' in table.owner && table.owner.via === index;
};
