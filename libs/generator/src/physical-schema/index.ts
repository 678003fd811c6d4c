export { initialMigration, printInitialMigration } from './initial-migration.ts';
export { physicalSchemaOf } from './physical-schema-of.ts';
export type {
  PhysicalCheck,
  PhysicalColumn,
  PhysicalEnum,
  PhysicalForeignKey,
  PhysicalIndex,
  PhysicalKey,
  PhysicalSchema,
  PhysicalTable,
  PhysicalType,
} from './physical-schema.ts';
export { createReferencedKeys, isPartialIndex } from './referenced-keys.ts';
export { commentStatements, createEnum, createIndex, createTable } from './create-statements.ts';
export {
  checkSql,
  columnList,
  columnSql,
  conditionSql,
  defaultSql,
  foreignKeySql,
  identitySql,
  indexSql,
  typeSql,
} from './sql-parts.ts';
