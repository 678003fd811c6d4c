export * from './code-generation-requested.v1.ts';
export * from './code-generation-requested.ts';
export * from './code-generation-finished.v1.ts';
