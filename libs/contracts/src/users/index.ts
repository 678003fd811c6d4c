export * from './user.ts';
export * from './user.contracts.ts';
export * from './user.problems.ts';
