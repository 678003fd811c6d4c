export * from './private-bucket.ts';
export * from './record-table.ts';
export * from './stack-target.ts';
export * from './synthesize-stack.ts';
export * from './work-queue.ts';
