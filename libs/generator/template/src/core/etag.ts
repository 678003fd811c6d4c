import { createHash } from 'node:crypto';
import { Problem } from './problems.ts';

export const strongTag = (tag: string): string => `"${tag}"`;

/** A tag over the whole text, for answers that hold more than one row. */
export const weakTag = (text: string): string =>
  `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;

const tagsOf = (header: string): readonly string[] => header.match(/(W\/)?"[^"]*"/g) ?? [];

const opaque = (tag: string): string => tag.replace(/^W\//, '');

/** If-None-Match: whether the client has this version already. */
export const isKnown = (header: string | undefined, tag: string): boolean =>
  header !== undefined && (header.trim() === '*' || tagsOf(header).some((known) => opaque(known) === opaque(tag)));

/** The versions that If-Match allows a change of; undefined when it allows any. */
export const requiredTags = (header: string | undefined): readonly string[] | undefined => {
  if (header === undefined || header.trim() === '*') return undefined;
  return tagsOf(header)
    .filter((tag) => !tag.startsWith('W/'))
    .map((tag) => tag.slice(1, -1));
};

export const preconditionFailed = (): Problem =>
  new Problem(412, 'precondition_failed', 'The row has changed since the version that If-Match names. Read it again.');
