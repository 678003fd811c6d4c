import type { Socket } from 'node:net';
import type { ProblemCode } from '@snapinfra/contracts';
import { problems } from '@snapinfra/contracts';
import type { NewId } from '../runtime/new-id.ts';
import { problemBody } from './problem-body.ts';

const codes: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['header_too_large', 'The request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request took too long to arrive.'],
};

/** Answers malformed HTTP, below the framework. */
export const createClientErrorHandler =
  (newId: NewId) =>
  (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const [code, detail] = codes[error.code ?? ''] ?? (['bad_request', 'The request is not valid HTTP.'] as const);
    const { status, title } = problems[code];
    const body = JSON.stringify(problemBody(code, detail, newId()));
    const head = [
      `HTTP/1.1 ${status} ${title}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
