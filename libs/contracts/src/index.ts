export * from './messages/index.ts';
export * from './area-messages.ts';
export * from './http-contracts.ts';
