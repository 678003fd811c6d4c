/** The AWS services that the product talks to. */
export type AwsDependency = 'dynamodb' | 's3' | 'sqs' | 'sns';

/** What made a dependency unavailable, for logs and metrics. */
export type UnavailableReason =
  'unreachable' | 'timeout' | 'throttled' | 'server_error' | 'no_credentials' | 'contention';

/**
 * An AWS service did not answer, or answered that it cannot now, after the retries. Nobody's mistake: the same call may
 * succeed later, so a gateway answers 503 with `Retry-After: retryAfterSeconds` and a worker tries the job again.
 */
export class DependencyUnavailableError extends Error {
  readonly code = 'dependency_unavailable';
  readonly dependency: AwsDependency;
  readonly reason: UnavailableReason;
  /** The SDK command, such as `PutItem`. */
  readonly operation: string;
  readonly retryAfterSeconds: number;

  constructor(details: {
    dependency: AwsDependency;
    reason: UnavailableReason;
    operation: string;
    retryAfterSeconds?: number;
    cause?: unknown;
  }) {
    super(`${details.dependency} is unavailable (${details.reason}) for ${details.operation}`, {
      cause: details.cause,
    });
    this.name = 'DependencyUnavailableError';
    this.dependency = details.dependency;
    this.reason = details.reason;
    this.operation = details.operation;
    this.retryAfterSeconds = details.retryAfterSeconds ?? 5;
  }
}

/** One place where a value is not what its schema says. */
export interface SchemaViolation {
  /** JSON pointer into the value. */
  readonly path: string;
  readonly message: string;
}

/**
 * A stored item, a message or a document that is about to be written or was read does not fit its schema. A bug or
 * foreign data, never the caller's input. The message names places, never values.
 */
export class SchemaMismatchError extends Error {
  readonly code = 'schema_mismatch';
  readonly violations: readonly SchemaViolation[];

  constructor(what: string, violations: readonly SchemaViolation[]) {
    const first = violations[0];
    super(`${what} does not fit its schema${first ? `: ${first.path || '/'} ${first.message}` : ''}`);
    this.name = 'SchemaMismatchError';
    this.violations = violations;
  }
}

/** A message, item or batch entry is larger than the service takes. */
export class TooLargeError extends Error {
  readonly code = 'too_large';
  readonly sizeBytes: number;
  readonly limitBytes: number;

  constructor(what: string, sizeBytes: number, limitBytes: number) {
    super(`${what} has ${sizeBytes} bytes; the limit is ${limitBytes}`);
    this.name = 'TooLargeError';
    this.sizeBytes = sizeBytes;
    this.limitBytes = limitBytes;
  }
}

/** A document's pointer leads to an object that is not there. */
export class DocumentMissingError extends Error {
  readonly code = 'document_missing';
  readonly objectKey: string;

  constructor(objectKey: string) {
    super('The stored document is missing from the object store');
    this.name = 'DocumentMissingError';
    this.objectKey = objectKey;
  }
}

export const isDependencyUnavailable = (error: unknown): error is DependencyUnavailableError =>
  error instanceof DependencyUnavailableError;
