export { initialMigration, printInitialMigration } from './initial-migration.ts';
export { physicalSchemaOf } from './physical-schema-of.ts';
export type { PhysicalSchema } from './physical-schema.ts';
export { createReferencedKeys, isPartialIndex } from './referenced-keys.ts';
