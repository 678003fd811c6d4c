import type { ProblemCode } from '@snapinfra/contracts';
import { isDependencyUnavailable } from '@snapinfra/aws-clients';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { problemBody, problemMediaType } from './problem-body.ts';
import { ThreadsBusyError, ThreadLimitError } from '../runtime/thread-pool.ts';
import { ProblemError, refuse } from './problem-error.ts';
import { discardRestOfBody } from './rest-of-body.ts';
import { validationProblem } from './validation-problem.ts';

/** Fastify's own refusals, by its codes. */
const frameworkProblems: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'The body is larger than 10 MB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'The Content-Type cannot be read: send application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'The body is not as long as Content-Length says.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed_json', 'The body is empty.'],
  FST_ERR_BAD_URL: ['bad_request', 'The path is not validly encoded.'],
  FST_ERR_ASYNC_CONSTRAINT: ['bad_request', 'The request could not be routed.'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri_too_long', 'A part of the path is too long.'],
};

/** The one place where errors become answers. An unexpected one is a 500 that hides its details. */
const toProblem = (error: FastifyError): ProblemError => {
  if (error instanceof ProblemError) return error;
  if (isDependencyUnavailable(error)) {
    const { dependency, retryAfterSeconds } = error;
    return refuse('dependency_unavailable', `${dependency} does not answer just now.`, {
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
  }
  if (error instanceof ThreadsBusyError || error instanceof ThreadLimitError) {
    return refuse('overloaded', 'There is too much to work out just now.', { headers: { 'retry-after': '5' } });
  }
  if (error.validation) return validationProblem(error);
  const known = frameworkProblems[error.code];
  if (known) return refuse(...known);
  if (error.statusCode === 400) return refuse('bad_request', 'The request could not be read.');
  if (error.statusCode === 414) return refuse('uri_too_long', 'A part of the path is too long.');
  return refuse('internal_error', 'Something went wrong on this side. The log has the details.');
};

/** The type of a refusal follows Accept; `Origin` may be in Vary already. */
const varyByAccept = (reply: FastifyReply): string => {
  const others = reply.getHeader('vary');
  return others === undefined ? 'Accept' : `${String(others)}, Accept`;
};

/** RFC 9110: a 401 says what to authenticate with. */
const challenge = { 'www-authenticate': 'Bearer' };

const send = (request: FastifyRequest, reply: FastifyReply, problem: ProblemError) =>
  reply
    .code(problem.status)
    .headers({ ...(problem.status === 401 && challenge), ...problem.headers })
    .header('vary', varyByAccept(reply))
    .type(problemMediaType(request.headers.accept))
    .send(JSON.stringify(problemBody(problem.code, problem.message, request.id, problem)));

/** Unexpected errors are logged with their stack trace; an outage is one line. */
const logProblem = (request: FastifyRequest, { code, status, message }: ProblemError, error: FastifyError): void => {
  if (status === 500) request.log.error({ err: error, code }, message);
  else if (status > 500) request.log.warn({ code, cause: error.message }, message);
  else request.log.info({ code, detail: message }, 'refused');
};

/**
 * For requests that the router refuses before there is a route, such as a path that can't be decoded. No hook runs for it, so that
 * a browser could not read it without the header of its own.
 */
export const createFrameworkErrorHandler =
  (corsOrigins: readonly string[]) =>
  (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const { origin } = request.headers;
    if (origin !== undefined && corsOrigins.includes(origin)) {
      void reply.headers({ 'access-control-allow-origin': origin, vary: 'Origin' });
    }
    void send(request, reply.header('x-request-id', request.id), toProblem(error));
  };

/** Answers every failure as a problem (RFC 9457). */
export const problemsPlugin = fp(async (app) => {
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = toProblem(error);
    logProblem(request, problem, error);
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await discardRestOfBody(request.raw);
    // A stream that has begun can't become a problem.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return reply;
    }
    return send(request, reply, problem);
  });
});
