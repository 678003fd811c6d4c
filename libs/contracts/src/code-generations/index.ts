export * from './code-generation.ts';
export * from './code-generation.contracts.ts';
export * from './code-generation.problems.ts';
export * from './generated-files.contracts.ts';
