export * from './resource-names.ts';
export * from './tables.ts';
export * from './env/index.ts';
export * from './messages/index.ts';
export * from './events/index.ts';
export * from './schemas/index.ts';
export * from './code-generations/index.ts';
