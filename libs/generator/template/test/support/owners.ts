import { endsOf, isLink } from './links.ts';
import type { ColumnModel, TableModel } from './model.ts';
import { tableNamed } from './project.ts';
import { valuesOf } from './values.ts';

/**
 * The table and column that hold the owner's subject, at the end of the chain of `via`; for a link, those of the first
 * linked row that has an owner.
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

/** Whether rows of a table have an owner. */
export const hasOwners = (table: TableModel): boolean => ownerColumn(table) !== undefined;

/** The nth subject that can own rows of a table; an arbitrary subject if rows have no owner. */
export const subjectOf = (table: TableModel, n: number): string => {
  const holder = ownerColumn(table);
  const space = holder && valuesOf(holder.column, holder.table.name);
  return space && n < space.size ? String(space.at(n)) : `nobody-in-particular-${n}`;
};

/** Whether a subject of the tests can own rows of a table. */
export const canOwn = (table: TableModel, subject: string): boolean =>
  hasOwners(table) && [0, 1].some((n) => subjectOf(table, n) === subject);

/** Whether a row inherits its owner by this foreign key; a link does from each row that `owner` can own. */
export const decidesOwner = (table: TableModel, index: number, owner?: string): boolean => {
  const parent = table.foreignKeys[index]?.referencedTable;
  if (isLink(table)) return parent !== undefined && owner !== undefined && canOwn(tableNamed(parent), owner);
  return table.owner !== undefined && 'via' in table.owner && table.owner.via === index;
};
