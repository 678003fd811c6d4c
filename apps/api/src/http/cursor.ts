import { createHmac, timingSafeEqual } from 'node:crypto';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { refuse } from './problem-error.ts';

/** The start of a page: plain JSON. */
export type PageStart = Readonly<Record<string, string | number>>;

/** The scope of a cursor: one caller and one query. */
export interface CursorScope {
  readonly userId: string;
  /** The list and everything that chooses its items and their order. */
  readonly query: readonly (string | number | undefined)[];
}

export interface CursorCodec {
  encode(start: PageStart, scope: CursorScope): string;
  /** @throws ProblemError `cursor_invalid` for a cursor that was not made for this caller and query */
  decode(cursor: string, scope: CursorScope): PageStart;
}

const startSchema = Compile(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])));

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Opaque cursors, signed together with the caller and the query that they belong to. */
export const createCursorCodec = (secret: string): CursorCodec => {
  const sign = (payload: string, { userId, query }: CursorScope): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify([payload, userId, query]))
      .digest('base64url')
      .slice(0, 24);
  return {
    encode: (start, scope) => {
      const payload = Buffer.from(JSON.stringify(start)).toString('base64url');
      return `${payload}.${sign(payload, scope)}`;
    },
    decode: (cursor, scope) => {
      const dot = cursor.lastIndexOf('.');
      const payload = cursor.slice(0, Math.max(dot, 0));
      // Compared as text: base64 decoders skip foreign characters.
      const expected = Buffer.from(sign(payload, scope));
      const given = Buffer.from(cursor.slice(dot + 1));
      if (given.length === expected.length && timingSafeEqual(given, expected)) {
        const start = parse(Buffer.from(payload, 'base64url').toString());
        if (startSchema.Check(start)) return start;
      }
      throw refuse('cursor_invalid', 'The cursor was not made by this API for this caller and this query.');
    },
  };
};
