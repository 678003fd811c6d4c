/** The AWS services that the product uses. */
export type AwsDependency = 'dynamodb' | 's3' | 'sqs' | 'sns';

/** Why a dependency is unavailable, for logs and metrics. */
export type UnavailableReason =
  'unreachable' | 'timeout' | 'throttled' | 'server_error' | 'no_credentials' | 'contention';

/**
 * An AWS service did not respond, or is temporarily unable to, even after retries. The same call may succeed later, so
 * a gateway responds with 503 and `Retry-After: retryAfterSeconds`, and a worker retries the job.
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

/** One place where a value does not match its schema. */
export interface SchemaViolation {
  /** JSON pointer into the value. */
  readonly path: string;
  readonly message: string;
}

/**
 * An item, message or document that was read or is about to be written does not match its schema. Caused by a bug or by
 * foreign data, never by the caller's input. The message contains paths, never values.
 */
export class SchemaMismatchError extends Error {
  readonly code = 'schema_mismatch';
  readonly violations: readonly SchemaViolation[];

  constructor(what: string, violations: readonly SchemaViolation[]) {
    const first = violations[0];
    super(`${what} does not match its schema${first ? `: ${first.path || '/'} ${first.message}` : ''}`);
    this.name = 'SchemaMismatchError';
    this.violations = violations;
  }
}

/** A message or object exceeds a size limit. */
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

/** The object of a stored document does not exist. */
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
