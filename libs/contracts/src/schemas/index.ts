export * from './schema-record.ts';
