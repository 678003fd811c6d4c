import Type, { type Static } from 'typebox';
import * as areas from '../areas.ts';
import { RefusedChanges } from '../schemas/schema-change.ts';
import { defineProblems, type ProblemInfo } from './problem-info.ts';

/** The refusals that any endpoint may answer with. */
const ofHttp = defineProblems({
  malformed_json: {
    status: 400,
    title: 'Malformed JSON',
    meaning:
      'The body is not JSON in UTF-8, or is nested too deeply. An empty body is none: `validation_failed` where one is needed.',
  },
  validation_failed: {
    status: 400,
    title: 'The request is not valid',
    meaning: 'Path, query, headers or body do not fit the contract: `errors[]` names each place.',
  },
  cursor_invalid: {
    status: 400,
    title: 'The cursor is not valid',
    meaning: 'The cursor was not made by this API, or for another caller or another query.',
  },
  bad_request: { status: 400, title: 'Bad request', meaning: 'The request could not be read.' },
  authentication_required: {
    status: 401,
    title: 'Authentication required',
    meaning: 'No caller: send `Authorization: Bearer <JWT>`.',
  },
  token_invalid: {
    status: 401,
    title: 'The token is not valid',
    meaning:
      'The bearer token is expired, not yet valid, wrongly signed, or from another issuer or for another audience; or the caller that it (in development: `x-dev-user-id`, `x-dev-email`) names cannot be one.',
  },
  dev_user_refused: {
    status: 401,
    title: 'A header of development is refused',
    meaning: '`x-dev-user-id` and `x-dev-email` are accepted with AUTH_MODE=dev only.',
  },
  permission_denied: {
    status: 403,
    title: 'Your role does not allow this',
    meaning: 'The caller is a member of the project, in a role without the right that the endpoint needs.',
  },
  route_not_found: { status: 404, title: 'No such endpoint', meaning: 'Nothing answers at this path.' },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    meaning: 'The path exists, with the methods in Allow.',
  },
  request_timeout: { status: 408, title: 'Request timeout', meaning: 'The request took too long to arrive.' },
  conflict: {
    status: 409,
    title: 'Changed at the same time',
    meaning: 'Another request changed the same thing at the same time: read it again and repeat.',
  },
  user_is_being_deleted: {
    status: 409,
    title: 'You are being removed',
    meaning:
      'The caller is being removed, as requested by DELETE /api/users/me: until that ends, the caller can create and join no project, and request no export.',
  },
  precondition_failed: {
    status: 412,
    title: 'It was changed since',
    meaning: 'The ETag in If-Match is not the current one.',
  },
  precondition_weak_tag: {
    status: 412,
    title: 'A weak ETag never matches',
    meaning:
      'If-Match compares strongly, and all that could match is a weak tag (`W/"…"`), such as a compressing proxy makes: send the tag without `W/`.',
  },
  payload_too_large: { status: 413, title: 'The body is too large', meaning: 'Bodies are limited to 10 MB.' },
  uri_too_long: { status: 414, title: 'The URL is too long', meaning: 'A path parameter or the URL is too long.' },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    meaning: 'Bodies are `application/json`, in UTF-8.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used before',
    meaning: 'The same key came with another request: use a new key for each.',
  },
  header_too_large: { status: 431, title: 'Headers too large', meaning: 'The request headers are too large.' },
  rate_limited: { status: 429, title: 'Too many requests', meaning: 'Wait as many seconds as Retry-After says.' },
  internal_error: {
    status: 500,
    title: 'Internal error',
    meaning: 'The fault is ours. The log has the details under `instance`.',
  },
  dependency_unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    meaning: 'Something that is needed does not answer. Repeat after Retry-After seconds.',
  },
  overloaded: {
    status: 503,
    title: 'Overloaded',
    meaning: 'Too much to do just now. Repeat after Retry-After seconds.',
  },
  shutting_down: {
    status: 503,
    title: 'Shutting down',
    meaning: 'This instance is stopping. Repeat: another answers.',
  },
});

type Areas = typeof areas;
type OfAreas = { [Name in keyof Areas as Name extends `${string}Problems` ? Name : never]: Areas[Name] };
type Codes<Tables> = Tables extends unknown ? keyof Tables : never;

/** Every `code` that a refusal may have. Codes are stable: clients match on them. */
export type ProblemCode = (keyof typeof ofHttp | Codes<OfAreas[keyof OfAreas]>) & string;

const ofAreas = Object.entries(areas).filter(([name]) => name.endsWith('Problems'));

/** The meaning of each code: those of all endpoints first, then each area's own. */
export const problems: Readonly<Record<ProblemCode, ProblemInfo>> = Object.assign(
  {},
  ofHttp,
  ...ofAreas.map(([, table]) => table),
);
export const problemCodes = Object.keys(problems) as readonly ProblemCode[];

/** The `type` of a problem: a relative URI, at which the code is explained. */
export const problemType = (code: ProblemCode): string => `/problems/${code}`;

export const ProblemDetail = Type.Object({
  path: Type.String({ description: 'JSON pointer into the body; `query`, `params` or `headers` before it elsewhere' }),
  message: Type.String(),
  code: Type.Optional(Type.String({ description: 'What is wrong, for programs' })),
});
export type ProblemDetail = Static<typeof ProblemDetail>;

/** `errors[]` lists so many at most. */
export const maximumProblemDetails = 100;

/** RFC 9457, with members that older clients read: `success`, `error` and `message`. */
export const Problem = Type.Object(
  {
    type: Type.String({ format: 'uri-reference' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'One sentence that names what is wrong' }),
    instance: Type.String({ description: 'This occurrence: the same id is in the log' }),
    code: Type.Enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    success: Type.Literal(false),
    error: Type.String({ description: 'The title again, for older clients' }),
    message: Type.String({ description: 'The detail again, for older clients' }),
    errors: Type.Optional(Type.Array(ProblemDetail, { maxItems: maximumProblemDetails })),
    moreErrors: Type.Optional(Type.Integer({ minimum: 1, description: 'How many more there are than `errors` lists' })),
    changes: Type.Optional(RefusedChanges),
  },
  { description: 'RFC 9457 problem' },
);
export type Problem = Static<typeof Problem>;
