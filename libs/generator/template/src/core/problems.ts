/** One error in a request: where it is and what is expected. */
export interface Fault {
  /** A JSON pointer into the body, or the name of a query parameter, path parameter or header. */
  readonly path: string;
  readonly message: string;
}

export type ProblemCode =
  | 'malformed_json'
  | 'unsupported_media_type'
  | 'body_too_large'
  | 'invalid_body'
  | 'invalid_query'
  | 'invalid_request'
  | 'unauthenticated'
  | 'invalid_token'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict_unique'
  | 'conflict_reference'
  | 'numbers_exhausted'
  | 'precondition_failed'
  | 'weak_tag'
  | 'unavailable'
  | 'internal';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Content too large',
  414: 'URI too long',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  431: 'Request header fields too large',
  500: 'Internal server error',
  503: 'Service unavailable',
};

export interface ProblemOptions {
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * An expected failure, returned as an RFC 9457 problem with this status. The message is the `detail` for the client.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: ProblemCode | (string & {});
  readonly errors: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: Problem['code'], detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }
}

/** The body of an RFC 9457 response. */
export const problemBody = (problem: Problem, instance: string) => ({
  type: 'about:blank',
  title: titles[problem.status] ?? 'Error',
  status: problem.status,
  detail: problem.message,
  instance,
  code: problem.code,
  ...(problem.errors.length === 0 ? {} : { errors: problem.errors }),
});

export const notFound = (): Problem => new Problem(404, 'not_found', 'There is nothing at this address.');

export const forbidden = (detail = 'You may not do this.'): Problem => new Problem(403, 'forbidden', detail);

export const unauthenticated = (): Problem =>
  new Problem(401, 'unauthenticated', 'A bearer token is required.', { headers: { 'www-authenticate': 'Bearer' } });

export const methodNotAllowed = (allowed: readonly string[]): Problem =>
  new Problem(405, 'method_not_allowed', `Only ${allowed.join(', ')} can be used here.`, {
    headers: { allow: allowed.join(', ') },
  });

export const invalidQuery = (path: string, message: string): Problem =>
  new Problem(400, 'invalid_query', `${path} ${message}.`, { errors: [{ path, message }] });

export const invalidBody = (errors: readonly Fault[]): Problem => {
  const first = errors[0];
  const detail = first === undefined ? 'The body is not valid.' : `${first.path || 'The body'} ${first.message}.`;
  return new Problem(422, 'invalid_body', detail, { errors });
};

export const unavailable = (detail: string, cause?: unknown): Problem =>
  new Problem(503, 'unavailable', detail, { headers: { 'retry-after': '2' }, cause });

/** A JSON pointer to a member of the body. */
export const pointer = (...segments: readonly (string | number)[]): string =>
  segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
