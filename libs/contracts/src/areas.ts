/*
 * The areas of the API: a new one is a folder and a line. Of what they export, the contracts and the tables of problems are
 * collected: see `httpContracts` and `problems`.
 */
export * from './health/index.ts';
export * from './projects/index.ts';
export * from './schemas/index.ts';
export * from './architectures/index.ts';
export * from './code-generations/index.ts';
export * from './deployments/index.ts';
