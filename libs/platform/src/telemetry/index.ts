export * from './declarations.ts';
export * from './telemetry.ts';
export * from './trace-context.ts';
