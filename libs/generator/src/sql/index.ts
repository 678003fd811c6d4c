export { initialMigration } from './initial-migration.ts';
export { createReferencedKeys, isPartialIndex } from './referenced-keys.ts';
export { isPassword } from './column-type.ts';
