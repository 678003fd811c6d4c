import type { CodeGenerationError } from '@snapinfra/contracts';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import type { Logger } from 'pino';
import type { GenerationLease } from './lease.ts';

/** One try of a generation. */
export interface Work {
  readonly lease: GenerationLease;
  /** As it was claimed. */
  readonly record: CodeGenerationRecord;
  readonly log: Logger;
  readonly traceparent: string;
}

/** Trying again would not help: `detail` is the generation's error. */
export class RefusedError extends Error {
  readonly detail: CodeGenerationError;
  constructor(detail: CodeGenerationError) {
    super(detail.message);
    this.name = 'RefusedError';
    this.detail = detail;
  }
}
