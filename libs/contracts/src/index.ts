export * from './messages/index.ts';
export * from './events/index.ts';
export * from './http-contracts.ts';
