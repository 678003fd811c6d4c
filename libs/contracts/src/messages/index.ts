export * from './versioned.ts';
export * from './define-message.ts';
export * from './define-event.ts';
