export * from './define-event.ts';
export * from './code-generation-finished.v1.ts';
