import type { Json } from './generated-tests.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, Json>> | undefined;
  readonly etag: string | undefined;
  readonly contentType: string;
  readonly durationMs: number;
}

export interface Sending {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to the generated API, whose responses are JSON objects or empty. */
export type Send = (method: string, path: string, sending?: Sending) => Promise<Answer>;

export const createApiClient =
  (baseUrl: string): Send =>
  async (method, path, { body, headers } = {}) => {
    const startedAt = performance.now();
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      body: contentType.includes('json') ? (JSON.parse(text) as Record<string, Json>) : undefined,
      etag: response.headers.get('etag') ?? undefined,
      contentType,
      durationMs: performance.now() - startedAt,
    };
  };
