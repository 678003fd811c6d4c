import { unservedKeys, type ResolvedModel, type ResolvedTable } from '@snapinfra/data-model';

/** An index that the model does not have, made for a foreign key. */
export interface AddedIndex {
  readonly table: string;
  readonly columns: readonly string[];
  readonly referencedTable: string;
}

/** Not partial, in tables with soft delete neither: PostgreSQL looks for what refers to a row among the deleted ones, too. */
const withIndexes = (table: ResolvedTable, added: readonly AddedIndex[]): ResolvedTable =>
  added.length === 0
    ? table
    : {
        ...table,
        indexes: [
          ...table.indexes,
          ...added.map(({ columns }) => ({ name: undefined, columns, unique: false, method: 'btree' as const })),
        ],
      };

/** The model with an index for each foreign key that none serves, and which those are. */
export const indexForeignKeys = (
  model: ResolvedModel,
): { readonly model: ResolvedModel; readonly added: readonly AddedIndex[] } => {
  const tables = model.tables.map((table) => {
    const added = unservedKeys(table, table.foreignKeys).map(({ columns, referencedTable }) => ({
      table: table.name,
      columns,
      referencedTable,
    }));
    return { table: withIndexes(table, added), added };
  });
  return { model: { ...model, tables: tables.map(({ table }) => table) }, added: tables.flatMap(({ added }) => added) };
};
