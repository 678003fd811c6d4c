export * from './versioned.ts';
export * from './define-message.ts';
export * from './code-generation-requested.v1.ts';
export * from './code-generation-requested.ts';
