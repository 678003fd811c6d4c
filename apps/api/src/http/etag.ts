import { createHash } from 'node:crypto';
import { refuse } from './problem-error.ts';

/** A strong ETag: the version of what was read, and which view of it. */
export const etagOf = (version: number, view = ''): string => (view ? `"${version}-${view}"` : `"${version}"`);

/** The ETag of what has no version, such as a list: a hash of it. */
export const contentEtag = (content: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`;

const tagsOf = (header: string): readonly string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? [];

/** If-None-Match compares weakly (RFC 9110): caches may have weakened the tag. */
export const isUnchanged = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag));

/**
 * Whether If-Match, if it was sent, allows a change of this version. A tag of any view of the version will do.
 *
 * @throws ProblemError `precondition_failed`
 */
export const requireMatch = (ifMatch: string | undefined, version: number): void => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const matches = tagsOf(ifMatch).some((tag) => tag === `"${version}"` || tag.startsWith(`"${version}-`));
  if (matches) return;
  throw refuse(
    'precondition_failed',
    `If-Match is ${ifMatch.slice(0, 100)}, and the current ETag is ${etagOf(version)}.`,
  );
};
