export * from './messages/index.ts';
export * from './events/index.ts';
export * from './http/index.ts';
export * from './health/index.ts';
export * from './projects/index.ts';
export * from './schemas/index.ts';
export * from './architectures/index.ts';
export * from './code-generations/index.ts';
