/** The exports for a client of the gateway: contracts, shapes and problems, without messages and events. */
export * from './http/index.ts';
export * from './access/index.ts';
export * from './areas.ts';
