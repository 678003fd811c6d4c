import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problems.ts';

const malformed = (cause: unknown): Problem =>
  new Problem(400, 'malformed_json', 'The body is not JSON in UTF-8.', { cause });

/**
 * Bodies are JSON and nothing else. Bytes that are no UTF-8 are refused instead of replaced; an empty body is none, as
 * clients send a content type with DELETE, too. `__proto__` needs no special care: the members of a body are only ever
 * read by the names of fields.
 */
export const addJsonParser = (app: FastifyInstance): void => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => {
      if (body.length === 0) return undefined;
      try {
        const parsed: unknown = JSON.parse(decoder.decode(body));
        return parsed;
      } catch (error) {
        throw malformed(error);
      }
    },
  );
};
