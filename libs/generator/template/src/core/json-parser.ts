import type { FastifyInstance, FastifyRequest } from 'fastify';
import { firstDuplicate } from './json-duplicates.ts';
import { countMembers, outlineOf, parseExactly } from './json-source.ts';
import { Problem } from './problems.ts';

const malformed = (cause: unknown): Problem =>
  new Problem(400, 'malformed_json', 'The body is not JSON in UTF-8.', { cause });

/** Duplicate members are rejected: most parsers use the last one, some the first, so the intent is ambiguous. */
const duplicate = (json: Buffer): Problem => {
  const path = firstDuplicate(json) ?? '';
  const message = 'appears twice in its object';
  return new Problem(400, 'malformed_json', `${path || 'A member'} ${message}.`, { errors: [{ path, message }] });
};

const decoder = new TextDecoder('utf-8', { fatal: true });
const exactBodies = new WeakMap<object, unknown>();

const parse = (json: Buffer): unknown => {
  const text = decoder.decode(json);
  const body: unknown = JSON.parse(text);
  const outline = outlineOf(json);
  if (countMembers(body) !== outline.members) throw duplicate(json);
  if (outline.hasLongNumber && typeof body === 'object' && body !== null) {
    exactBodies.set(body, parseExactly(text, outline));
  }
  return body;
};

/**
 * A received body in which numbers that JavaScript cannot represent are kept as `RawNumber`. Your own routes get plain
 * numbers.
 */
export const exactBody = (body: unknown): unknown =>
  typeof body === 'object' && body !== null ? (exactBodies.get(body) ?? body) : body;

/**
 * Accepts JSON bodies only. Invalid UTF-8 is rejected instead of being replaced. An empty body counts as absent,
 * because some clients send a content type with DELETE. `__proto__` needs no special handling: members are only
 * accessed by the names of fields.
 */
export const addJsonParser = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => {
      if (body.length === 0) return undefined;
      try {
        return parse(body);
      } catch (error) {
        throw error instanceof Problem ? error : malformed(error);
      }
    },
  );
};
