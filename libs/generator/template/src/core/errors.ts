import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { generalProblem } from './database-errors.ts';
import { Problem, problemBody, type Fault } from './problems.ts';

const sendProblem = (request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply =>
  reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, request.url.split('?')[0] ?? request.url)));

const faultsOf = (error: FastifyError): readonly Fault[] =>
  (error.validation ?? []).map(({ instancePath, message }) => ({
    path: instancePath,
    message: message ?? 'is not valid',
  }));

/** Maps errors of Fastify to problems. */
const serverProblem = (error: FastifyError): Problem | undefined => {
  const { statusCode = 500 } = error;
  if (error.validation !== undefined) {
    const isBody = error.validationContext === 'body';
    return new Problem(isBody ? 422 : 400, isBody ? 'invalid_body' : 'invalid_request', error.message, {
      errors: faultsOf(error),
    });
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const headers = { accept: 'application/json' };
    return new Problem(415, 'unsupported_media_type', 'Send application/json.', { headers });
  }
  if (statusCode === 414) return new Problem(414, 'invalid_request', 'A part of the path is too long.');
  if (statusCode === 413) return new Problem(413, 'body_too_large', 'The body is too large.');
  if (error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || error.code === 'FST_ERR_CTP_INVALID_JSON_BODY') {
    return new Problem(400, 'malformed_json', 'The body is not JSON.');
  }
  if (statusCode === 503)
    return new Problem(503, 'unavailable', 'The server is too busy. Try again.', { headers: { 'retry-after': '5' } });
  if (statusCode >= 400 && statusCode < 500) return new Problem(statusCode, 'invalid_request', error.message);
  return undefined;
};

const isFastifyError = (error: unknown): error is FastifyError =>
  error instanceof Error && ('statusCode' in error || 'validation' in error);

const toProblem = (error: unknown, request: FastifyRequest): Problem => {
  if (error instanceof Problem) return error;
  const known = (isFastifyError(error) ? serverProblem(error) : undefined) ?? generalProblem(error);
  if (known === undefined)
    return new Problem(500, 'internal', 'An internal error occurred. It has been logged.', { cause: error });
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return known.status === 422 && isRead
    ? new Problem(400, 'invalid_query', 'A value of this request is out of the range that can be compared.', {
        cause: error,
      })
    : known;
};

/** The only place that turns failures into responses: RFC 9457 problems that do not reveal internals. */
export const addErrorHandling = (app: FastifyInstance): void => {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error, request);
    if (problem.status >= 500) request.log.error({ err: problem.cause ?? error }, 'request failed');
    return sendProblem(request, reply, problem);
  });
};

/** For failures before routing, such as a path that cannot be decoded. */
export const sendServerProblem = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
  void sendProblem(request, reply, serverProblem(error) ?? new Problem(400, 'invalid_request', error.message));
};
