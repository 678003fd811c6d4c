export { apiPrefix, createNameTable } from './create-name-table.ts';
export { isNativeEnum } from './column-names.ts';
export { camelCase, kebabCase, pascalCase, shortHash } from './words.ts';
export type {
  CheckKind,
  ColumnNames,
  DeletedAtNames,
  NameTable,
  RelationNames,
  TableIdentifiers,
  TableNames,
} from './name-table.ts';
