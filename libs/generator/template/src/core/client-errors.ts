import type { Socket } from 'node:net';
import { Problem, problemBody } from './problems.ts';

const problems: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem(431, 'invalid_request', 'The headers are too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'invalid_request', 'The request took too long to arrive.'),
};

const notHttp = new Problem(400, 'invalid_request', 'The request is not valid HTTP.');

/** Responds to data that Node cannot parse as a request, so that Fastify never sees it. */
export const answerClientError = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problems[error.code ?? ''] ?? notHttp;
  // The path is not known yet.
  const body = problemBody(problem, '/');
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${problem.status} ${body.title}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
};
