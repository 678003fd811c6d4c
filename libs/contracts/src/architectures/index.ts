export * from './architecture.ts';
export * from './architecture.contracts.ts';
export * from './architecture.problems.ts';
