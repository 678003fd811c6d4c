export * from './health.ts';
export * from './health.contracts.ts';
