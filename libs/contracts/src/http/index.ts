export * from './contract.ts';
export * from './envelope.ts';
export * from './patterns.ts';
export * from './problem.ts';
export * from './project-id.ts';
export * from './refusals.ts';
export * from './all-contracts.ts';
