export * from './deployment.ts';
export * from './deployment.contracts.ts';
