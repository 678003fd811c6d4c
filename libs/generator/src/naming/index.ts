export { createNameTable } from './create-name-table.ts';
export { kebabCase } from './words.ts';
export type { ColumnNames, DeletedAtNames, NameTable, RelationNames, TableNames } from './name-table.ts';
