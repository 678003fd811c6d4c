export * from './project.ts';
export * from './project.contracts.ts';
export * from './project.problems.ts';
