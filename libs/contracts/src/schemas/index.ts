export * from './schema.ts';
export * from './schema.contracts.ts';
