import type { FastifyServerOptions } from 'fastify';

type Logger = NonNullable<FastifyServerOptions['logger']>;

/** JSON lines without what must not be in a log: credentials, bodies, and the values in a query. */
export const loggerOptions = (level: string): Logger => {
  if (level === 'silent') return false;
  return {
    level,
    redact: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'],
    serializers: {
      req: ({ method, url, id }) => ({ method, path: url.split('?')[0], id }),
    },
  };
};
