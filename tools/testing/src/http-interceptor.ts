import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface InterceptedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface InterceptedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer | string;
}

/**
 * Handles a request: return a response, call `forward` (optionally with a changed request), or throw to break the
 * connection.
 */
export type Intercept = (
  request: InterceptedRequest,
  forward: (request: InterceptedRequest) => Promise<InterceptedAnswer>,
) => Promise<InterceptedAnswer>;

export interface HttpInterceptor extends AsyncDisposable {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts an HTTP proxy in front of a service that can inject faults into single calls. */
export const startHttpInterceptor = async (target: string, intercept: Intercept): Promise<HttpInterceptor> => {
  const server = createServer((incoming, outgoing) => {
    const answer = async () => {
      const { method = 'GET', url = '/', headers } = incoming;
      const request = { method, url, headers, body: await buffer(incoming) };
      const {
        status,
        headers: answerHeaders,
        body,
      } = await intercept(request, (changed) => forwardTo(target, changed));
      const { 'transfer-encoding': _, 'content-length': __, connection: ___, ...kept } = answerHeaders;
      outgoing.writeHead(status, { ...kept, 'content-length': Buffer.byteLength(body) }).end(body);
    };
    answer().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, stop, [Symbol.asyncDispose]: stop };
};

const forwardTo = (target: string, { method, url, headers, body }: InterceptedRequest): Promise<InterceptedAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target);
    const { 'transfer-encoding': _, connection: __, ...kept } = headers;
    const options = {
      hostname,
      port,
      method,
      path: url,
      headers: { ...kept, 'content-length': body.byteLength },
      agent: false as const,
    };
    const asked = httpRequest(options, (answer) => {
      buffer(answer).then(
        (received) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: received }),
        reject,
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
