export * from './code-generation-record.ts';
export * from './code-generation-events.ts';
