export * from './code-generation-record.ts';
export * from './leftovers.ts';
export * from './package-name.ts';
export * from './code-generation-events.ts';
export * from './code-generation.ts';
export * from './code-generation.contracts.ts';
