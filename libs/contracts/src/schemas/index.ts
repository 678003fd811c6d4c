export * from './schema.ts';
export * from './change-options.ts';
export * from './schema-change.ts';
export * from './schema.contracts.ts';
export * from './schema-diff.contracts.ts';
export * from './schema.problems.ts';
