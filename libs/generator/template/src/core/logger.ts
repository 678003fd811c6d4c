import type { FastifyServerOptions } from 'fastify';

type Logger = NonNullable<FastifyServerOptions['logger']>;

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  readonly causes?: readonly LoggedError[];
}

const maxCauses = 5;

const causesOf = (error: Error): readonly Error[] =>
  [...(error instanceof AggregateError ? error.errors : []), error.cause]
    .filter((cause) => cause instanceof Error)
    .slice(0, maxCauses);

/** The message of a failed query without the parameter values that Drizzle appends. */
const messageOf = (error: Error): string =>
  'query' in error && 'params' in error ? `Failed query: ${String(error.query)}` : error.message;

/** The stack without the message that it starts with. */
const placeOf = ({ stack = '', message }: Error): string => {
  const start = stack.indexOf(message);
  return start === -1 ? '' : stack.slice(start + message.length).trim();
};

/**
 * An error without row data in its message, properties or stack: no query parameters, and no details about the row that
 * PostgreSQL rejected.
 */
export const loggedError = (error: Error, depth = 0): LoggedError => {
  const causes = depth === maxCauses ? [] : causesOf(error);
  return {
    type: error.name,
    message: messageOf(error),
    stack: placeOf(error),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(causes.length === 0 ? {} : { causes: causes.map((cause) => loggedError(cause, depth + 1)) }),
  };
};

/** Logs JSON lines without credentials, bodies and query strings. */
export const loggerOptions = (level: string): Logger => {
  if (level === 'silent') return false;
  return {
    level,
    redact: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'],
    serializers: {
      req: ({ method, url, id }) => ({ method, path: url.split('?')[0], id }),
      // Thrown values are not necessarily errors.
      err: (error: unknown) => ({
        ...(error instanceof Error ? loggedError(error) : { type: typeof error, message: '', stack: '' }),
      }),
    },
  };
};
