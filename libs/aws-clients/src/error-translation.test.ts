import { expect, it } from 'vitest';
import { translateError, unavailableReason } from './error-translation.ts';
import { DependencyUnavailableError } from './errors.ts';

const failure = (members: object): Error => Object.assign(new Error('made up'), members);
const answered = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

const circular = (): Error => {
  const inner = failure({});
  const outer = failure({ cause: inner });
  inner.cause = outer;
  return outer;
};

it.each([
  ['a refused connection', failure({ code: 'ECONNREFUSED' }), 'unreachable'],
  [
    'a reset connection that the SDK reports as a timeout',
    failure({ code: 'ECONNRESET', name: 'TimeoutError' }),
    'unreachable',
  ],
  [
    'refused addresses, with an undefined cause',
    Object.assign(new AggregateError([failure({ code: 'ECONNREFUSED' })]), { cause: undefined }),
    'unreachable',
  ],
  ['both addresses of a host refused', new AggregateError([failure({ code: 'ECONNREFUSED' })]), 'unreachable'],
  [
    'a response that broke off',
    failure({ name: 'SyntaxError', cause: failure({ code: 'ECONNRESET' }) }),
    'unreachable',
  ],
  ['a timeout', failure({ name: 'TimeoutError' }), 'timeout'],
  ['throttling', failure({ name: 'ProvisionedThroughputExceededException', ...answered(400) }), 'throttled'],
  ['too many requests', failure({ name: 'Whatever', ...answered(429) }), 'throttled'],
  ['an internal error', failure({ name: 'InternalError', ...answered(500) }), 'server_error'],
  ['a conflicting transaction', failure({ name: 'TransactionConflictException', ...answered(400) }), 'contention'],
  ['missing credentials', failure({ name: 'CredentialsProviderError' }), 'no_credentials'],
])('translates %s to unavailability', (_, error, reason) => {
  expect(unavailableReason(error)).toBe(reason);
  const translated = translateError(error, 's3', 'GetObject');
  expect(translated).toBeInstanceOf(DependencyUnavailableError);
  expect(translated).toMatchObject({ reason, dependency: 's3', operation: 'GetObject', cause: error });
});

it.each([
  ['a failed condition', failure({ name: 'ConditionalCheckFailedException', ...answered(400) })],
  ['a missing table', failure({ name: 'ResourceNotFoundException', ...answered(400) })],
  ['an unsupported call', failure({ name: 'NotImplemented', ...answered(501) })],
  ['an abort', failure({ name: 'AbortError', code: 'ECONNRESET' })],
  ['a bug', new TypeError('undefined is not a function')],
  ['a circular chain of causes', circular()],
])('does not translate %s', (_, error) => {
  expect(translateError(error, 'dynamodb', 'PutItem')).toBe(error);
});
