/*
 * The areas of the API: a new one is a folder and a line. Of their exports, the contracts, the tables of problems and those of
 * patterns are collected: see `httpContracts`, `problems` and `patternMeanings`.
 */
export * from './health/index.ts';
export * from './projects/index.ts';
export * from './schemas/index.ts';
export * from './architectures/index.ts';
export * from './code-generations/index.ts';
export * from './deployments/index.ts';
export * from './team/index.ts';
export * from './users/index.ts';
