import type { ResolvedIndex, ResolvedModel, ResolvedTable } from '@snapinfra/data-model';

const keyOf = (columns: readonly string[]): string => JSON.stringify(columns.toSorted());

/** Tells whether foreign keys refer to a unique index of a table: they need it over all rows, deleted ones included. */
export const createReferencedKeys = (
  model: ResolvedModel,
): ((table: ResolvedTable, index: ResolvedIndex) => boolean) => {
  const referenced = new Map<string, Set<string>>();
  for (const table of model.tables) {
    for (const key of table.foreignKeys) {
      const keys = referenced.get(key.referencedTable) ?? new Set<string>();
      keys.add(keyOf(key.referencedColumns));
      referenced.set(key.referencedTable, keys);
    }
  }
  return (table, index) => {
    const key = keyOf(index.columns);
    const isPrimary = table.primaryKey !== undefined && keyOf(table.primaryKey) === key;
    return index.unique && !isPrimary && (referenced.get(table.name)?.has(key) ?? false);
  };
};

/** Whether a unique index leaves out the rows that are marked as deleted. */
export const isPartialIndex = (
  table: ResolvedTable,
  index: ResolvedIndex,
  isReferenced: (table: ResolvedTable, index: ResolvedIndex) => boolean,
): boolean => table.softDelete && index.unique && !isReferenced(table, index);
