export * from './architecture.ts';
export * from './architecture.contracts.ts';
