import { lostInParsing } from '@snapinfra/data-model';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { refuse } from './problem-error.ts';

/** `application/json`, with any whitespace and parameters around it. */
const mediaTypeOf = (contentType: string | undefined): string => contentType?.split(';')[0]?.trim().toLowerCase() ?? '';

const charsetOf = (contentType: string | undefined): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s";]+)"?/i.exec(contentType ?? '')?.[1]?.toLowerCase();

/** The Content-Encoding of the body, in quotes; undefined where there is none. */
const codingOf = (contentEncoding = ''): string | undefined => {
  const codings = contentEncoding.split(',').map((coding) => coding.trim().toLowerCase());
  const coding = codings.find((name) => name !== '' && name !== 'identity');
  return coding === undefined ? undefined : JSON.stringify(coding.slice(0, 100));
};

/** Headers of a refusal that tell the client what it may send instead (RFC 9110, 15.5.16). */
const asJson = { headers: { accept: 'application/json' } } as const;
const asItIs = { headers: { 'accept-encoding': 'identity' } } as const;

const utf8 = new TextDecoder('utf-8', { fatal: true });

const textOf = (body: Buffer): string => {
  try {
    return utf8.decode(body);
  } catch {
    throw refuse('malformed_json', 'The body is not valid UTF-8.');
  }
};

/** Half of a surrogate pair is no text: it could be stored nowhere as it was sent. */
const hasLoneSurrogate = (value: unknown): boolean => {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => !name.isWellFormed() || hasLoneSurrogate(member));
};

const maximumDepth = 200;

const quote = 0x22;
const backslash = 0x5c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Deeper than anything real; what walks the document afterwards does so by recursion. */
const isTooDeep = (body: Buffer): boolean => {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (byte === quote) inText = !inText;
    else if (inText) index += byte === backslash ? 1 : 0;
    else if (opening.has(byte)) depth += 1;
    else if (closing.has(byte)) depth -= 1;
    if (depth > maximumDepth) return true;
  }
  return false;
};

const notKept = (places: readonly string[], what: string, message: string): Error => {
  const errors = places.map((path) => ({ path, message: `This ${what} ${message}.` }));
  return refuse('validation_failed', `The ${what} at ${places[0]} ${message}.`, { errors });
};

/** A body is given back exactly as it was sent. */
const requireKept = (text: string, value: unknown): void => {
  const { inexactNumbers, repeatedMembers } = lostInParsing(text, value);
  if (inexactNumbers.length > 0)
    throw notKept(inexactNumbers, 'number', 'has more digits than a JSON number keeps: write it as a string');
  if (repeatedMembers.length > 0)
    throw notKept(repeatedMembers, 'member', 'stands in its object twice: only one of the two would be kept');
};

/** JSON, or a problem that says where it stops being JSON. */
export const parseJson = (body: Buffer): unknown => {
  const text = textOf(body);
  if (text.trim() === '') return undefined;
  if (isTooDeep(body)) throw refuse('malformed_json', `The body is nested deeper than ${maximumDepth} levels.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(
      'malformed_json',
      `The body is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`,
    );
  }
  if (/\\u[dD][89a-fA-F]/.test(text) && hasLoneSurrogate(value)) {
    throw refuse('malformed_json', 'The body has a text with half of a surrogate pair, which is no Unicode text.');
  }
  requireKept(text, value);
  return value;
};

/** Of contracts whose body is optional: no body is an empty object. */
const fillBody = async (request: FastifyRequest): Promise<void> => {
  request.body ??= {};
};

/** Reads bodies: application/json in UTF-8 and nothing else. An empty body is no body. */
export const jsonBodyPlugin = fp(async (app) => {
  app.addHook('onRoute', (route) => {
    if ('isBodyOptional' in route) route.preValidation = fillBody;
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-type': contentType } = request.headers;
    try {
      if (body.length === 0) return done(null, undefined);
      if (mediaTypeOf(contentType) !== 'application/json') {
        const sent = contentType ? JSON.stringify(contentType.slice(0, 100)) : 'missing';
        throw refuse('unsupported_media_type', `The Content-Type is ${sent}: send application/json.`, asJson);
      }
      const encoding = codingOf(request.headers['content-encoding']);
      if (encoding !== undefined) {
        throw refuse('unsupported_media_type', `The Content-Encoding is ${encoding}: send the body as it is.`, asItIs);
      }
      const charset = charsetOf(contentType);
      if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
        throw refuse('unsupported_media_type', `The charset is ${JSON.stringify(charset)}: send UTF-8.`, asJson);
      }
      return done(null, parseJson(Buffer.from(body)));
    } catch (error) {
      return done(error instanceof Error ? error : new Error('unreadable body'));
    }
  });
});
