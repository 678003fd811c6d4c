export * from './resource-names.ts';
export * from './tables.ts';
export * from './env/index.ts';
export * from './projects/project-content-item.ts';
export * from './schemas/schema-version-item.ts';
export * from './code-generations/code-generation-record.ts';
export * from './code-generations/code-generation-events.ts';
export * from './code-generations/leftovers.ts';
