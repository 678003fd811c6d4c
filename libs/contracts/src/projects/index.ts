export * from './project.ts';
export * from './project.contracts.ts';
