import type { ResolvedModel, ResolvedTable } from '@snapinfra/data-model';

const sorted = (names: readonly string[]): string => JSON.stringify([...names].sort());

/** The lists of columns that a table's rows can be found by, in the order of the lists. */
const searchable = (table: ResolvedTable): string[][] => [
  ...(table.primaryKey === undefined ? [] : [[...table.primaryKey]]),
  ...table.indexes.filter(({ method }) => method !== 'gin').map(({ columns }) => [...columns]),
];

/**
 * What `options.indexForeignKeys` asks of a model: every foreign key is the beginning of a list, in any order, with one more
 * index where it is that of none. Written apart from what adds them.
 */
export const expectKeyIndexes = (model: ResolvedModel): ResolvedModel => ({
  ...model,
  tables: model.tables.map((table) => {
    const lists = searchable(table);
    const indexes = [...table.indexes];
    for (const { columns } of table.foreignKeys) {
      if (lists.some((list) => sorted(list.slice(0, columns.length)) === sorted(columns))) continue;
      lists.push([...columns]);
      indexes.push({ name: undefined, columns, unique: false, method: 'btree' });
    }
    return { ...table, indexes };
  }),
});
