import type { Pluggable } from '@smithy/types';
import { DependencyUnavailableError, type AwsDependency, type UnavailableReason } from './errors.ts';

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'UND_ERR_SOCKET',
  'ERR_STREAM_PREMATURE_CLOSE',
]);
const throttlingNames = new Set([
  'ThrottlingException',
  'ThrottledException',
  'Throttling',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'SlowDown',
  'OverLimit',
  'RequestThrottled',
  'KMSThrottlingException',
]);
const contentionNames = new Set(['TransactionConflictException', 'TransactionInProgressException', 'OperationAborted']);
const credentialNames = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
]);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Limits how many nested causes are inspected, as a chain of causes may be circular. */
const maxCauses = 8;

/**
 * Why a failed SDK call means that the service is unavailable; `undefined` for conflicts, rejected requests and bugs.
 */
export const unavailableReason = (error: unknown, causesLeft = maxCauses): UnavailableReason | undefined => {
  if (typeof error !== 'object' || error === null || causesLeft === 0) return undefined;
  const name = 'name' in error ? text(error.name) : '';
  const code = 'code' in error ? text(error.code) : '';
  if (name === 'AbortError') return undefined;
  // Checked before the names, because the SDK's request handler reports a reset connection as a TimeoutError.
  if (networkCodes.has(code)) return 'unreachable';
  if (name === 'TimeoutError' || name === 'RequestTimeout' || code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') {
    return 'timeout';
  }
  if (throttlingNames.has(name)) return 'throttled';
  if (contentionNames.has(name)) return 'contention';
  if (credentialNames.has(name)) return 'no_credentials';
  const status = httpStatusOf(error);
  if (status === 429) return 'throttled';
  // 501 is not temporary: the service does not support the call.
  if (status !== undefined && status >= 500 && status !== 501) return 'server_error';
  // A connection that breaks during a response is reported as a parser error with the network error as its cause.
  return ('cause' in error ? unavailableReason(error.cause, causesLeft - 1) : undefined) ?? aggregateReason(error);
};

const aggregateReason = (error: object): UnavailableReason | undefined =>
  error instanceof AggregateError
    ? error.errors.map((inner) => unavailableReason(inner)).find((reason) => reason !== undefined)
    : undefined;

const httpStatusOf = (error: object): number | undefined => {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return undefined;
  const status = 'httpStatusCode' in error.$metadata ? error.$metadata.httpStatusCode : undefined;
  return typeof status === 'number' ? status : undefined;
};

/** Translates unavailability into a {@link DependencyUnavailableError}; returns other errors unchanged. */
export const translateError = (error: unknown, dependency: AwsDependency, operation: string): unknown => {
  if (error instanceof DependencyUnavailableError) return error;
  const reason = unavailableReason(error);
  return reason === undefined ? error : new DependencyUnavailableError({ dependency, reason, operation, cause: error });
};

/** Middleware that applies {@link translateError} to every call of a client. */
export const errorTranslation = <Input extends object, Output extends object>(
  dependency: AwsDependency,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) => {
    stack.add(
      (next, context) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          throw translateError(error, dependency, String(context['commandName'] ?? 'request').replace(/Command$/, ''));
        }
      },
      // Outside of the retries: only the final error is translated.
      { step: 'initialize', name: 'snapinfraErrorTranslation', priority: 'high', override: true },
    );
  },
});
