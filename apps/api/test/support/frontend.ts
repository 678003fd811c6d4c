import { readFileSync } from 'node:fs';

const read = (path: string): object =>
  JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')) as object;

/** The body of POST /projects as the frontend's onboarding sends it, schema and all. */
export const onboardingBody = () => ({
  ...(read('apps/api/test/samples/onboarding-library.json') as {
    readonly name: string;
    readonly description: string;
    readonly specialParam: string;
    readonly diagrams: object;
    readonly architecture: { readonly nodes: readonly object[] };
  }),
  schema: read('tools/samples/library-onboarding.json') as {
    readonly name: string;
    readonly tables: readonly object[];
  },
});

/** Fails as the frontend's client does: with the words that it could read. */
class FrontendError extends Error {
  readonly status: number;
  readonly details: unknown;
  constructor(message: string, status: number, details: unknown) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export interface FrontendAnswer {
  readonly success?: boolean;
  readonly data?: unknown;
  readonly error?: string;
  readonly message?: string;
  readonly details?: unknown;
  readonly status?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Calls as the frontend's own client does: `Content-Type: application/json` with every request, a body or none; no Accept;
 * an answer is read only where its type contains `application/json`; a GET needs `data` that is truthy.
 */
export const createFrontendClient = (base: string, headers: Readonly<Record<string, string>>) => {
  const request = async (method: Method, path: string, body?: unknown): Promise<FrontendAnswer> => {
    const response = await fetch(`${base}/api${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const isJson = response.headers.get('content-type')?.includes('application/json') === true;
    const answer = isJson ? ((await response.json()) as FrontendAnswer) : {};
    if (response.ok) return answer;
    const words = answer.error ?? answer.message ?? `HTTP ${response.status}: ${response.statusText}`;
    throw new FrontendError(words, response.status, answer.details);
  };
  const needing = async (method: Method, path: string, body?: unknown): Promise<unknown> => {
    const answer = await request(method, path, body);
    if (!answer.success || !answer.data) throw new Error(`Failed to ${method} ${path}`);
    return answer.data;
  };
  return {
    health: () => request('GET', '/health'),
    get: <Data>(path: string) => needing('GET', path) as Promise<Data>,
    post: <Data>(path: string, body?: unknown) => needing('POST', path, body) as Promise<Data>,
    put: <Data>(path: string, body: unknown) => needing('PUT', path, body) as Promise<Data>,
    remove: async (path: string): Promise<void> => {
      const answer = await request('DELETE', path);
      if (!answer.success) throw new Error(`Failed to DELETE ${path}`);
    },
  };
};
