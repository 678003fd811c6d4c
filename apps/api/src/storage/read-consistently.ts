import { DependencyUnavailableError } from '@snapinfra/aws-clients';

const maximumReads = 5;

/**
 * Reads items that belong together in one round trip, and again in the rare case that a write came between them: the
 * result is never half old and half new.
 */
export const readConsistently = async <Value>(
  read: () => Promise<Value>,
  belongsTogether: (value: Value) => boolean,
): Promise<Value> => {
  for (let count = 0; count < maximumReads; count += 1) {
    const value = await read();
    if (belongsTogether(value)) return value;
  }
  throw new DependencyUnavailableError({
    dependency: 'dynamodb',
    reason: 'contention',
    operation: 'read',
    retryAfterSeconds: 1,
  });
};
