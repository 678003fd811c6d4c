export { initialMigration } from './initial-migration.ts';
export { createReferencedKeys, isPartialIndex } from './referenced-keys.ts';
