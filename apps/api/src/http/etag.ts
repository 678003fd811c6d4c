import { createHash } from 'node:crypto';
import { refuse } from './problem-error.ts';

/** A strong ETag: the version of what was read, and which view of it. */
export const etagOf = (version: number, view = ''): string => (view ? `"${version}-${view}"` : `"${version}"`);

/** The ETag of an answer without a version, such as a list: a hash of it. */
export const contentEtag = (content: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`;

interface EntityTag {
  readonly weak: boolean;
  readonly text: string;
}

/** RFC 9110, 8.8.3: a comma is an ordinary character of a tag, so that a list cannot be split at commas. */
const tagList = /^[ \t,]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[ \t]*(?:,[ \t,]*|$))+$/;
const oneTag = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

/** The tags of a header; undefined when it is no list of tags. */
const tagsOf = (header: string): readonly EntityTag[] | undefined =>
  tagList.test(header)
    ? [...header.matchAll(oneTag)].map(([, weak, text = '']) => ({ weak: weak !== undefined, text }))
    : undefined;

const isAny = (header: string): boolean => header.trim() === '*';

/** If-None-Match compares weakly (RFC 9110): caches may have weakened the tag. */
export const isUnchanged = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  (isAny(ifNoneMatch) || (tagsOf(ifNoneMatch) ?? []).some(({ text }) => `"${text}"` === etag));

const malformed = () => {
  const message = 'must be * or a list of tags in double quotes, as they came in ETag';
  return refuse('validation_failed', `If-Match ${message}.`, {
    errors: [{ path: 'headers/if-match', code: 'format', message }],
  });
};

/**
 * Whether If-Match, if it was sent, allows a change of this version. A tag of any view of the version will do.
 *
 * @throws ProblemError `precondition_failed`, `precondition_weak_tag`, or `validation_failed` for a header that is no list of tags
 */
export const requireMatch = (ifMatch: string | undefined, version: number): void => {
  if (ifMatch === undefined || isAny(ifMatch)) return;
  const tags = tagsOf(ifMatch);
  if (tags === undefined) throw malformed();
  const names = ({ text }: EntityTag) => text === `${version}` || text.startsWith(`${version}-`);
  if (tags.some((tag) => !tag.weak && names(tag))) return;
  if (tags.every(({ weak }) => weak) || tags.some(names)) {
    throw refuse(
      'precondition_weak_tag',
      `If-Match compares strongly, and a weak tag never matches: send ${etagOf(version)} without W/, if that is the version that was read.`,
    );
  }
  throw refuse(
    'precondition_failed',
    `If-Match is ${ifMatch.slice(0, 100)}, and the current ETag is ${etagOf(version)}.`,
  );
};
