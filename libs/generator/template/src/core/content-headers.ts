import type { FastifyInstance } from 'fastify';
import { Problem } from './problems.ts';

const unsupported = (detail: string, headers: Readonly<Record<string, string>>): Problem =>
  new Problem(415, 'unsupported_media_type', detail, { headers });

const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));

const charsetOf = (contentType: string): string | undefined =>
  /;[ \t]*charset=(?:"([^"]*)"|([^\s;]*))/i
    .exec(contentType)
    ?.slice(1)
    .find((charset) => charset !== undefined);

/**
 * Rejects a body that is compressed or in another charset according to its headers, instead of misreading it as UTF-8.
 * Headers of an empty body are ignored.
 */
export const addContentHeaderChecks = (app: FastifyInstance): void => {
  app.addHook('preParsing', async ({ headers }) => {
    const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
    if (isEmpty) return;
    const codings = (headers['content-encoding'] ?? 'identity').split(',').map((coding) => coding.trim().toLowerCase());
    const coding = codings.find((name) => name !== 'identity' && name !== '');
    if (coding !== undefined) {
      throw unsupported(`The Content-Encoding is ${quoted(coding)}: send the body as it is.`, {
        'accept-encoding': 'identity',
      });
    }
    const charset = charsetOf(headers['content-type'] ?? '');
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
      throw unsupported(`The charset is ${quoted(charset)}: send UTF-8.`, { accept: 'application/json' });
    }
  });
};
