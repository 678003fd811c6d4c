import { createHash } from 'node:crypto';
import { Problem } from './problems.ts';

/**
 * The tag of a row: its version; with embedded rows also a digest of the whole text, which changes with them. What
 * follows the version is of no matter to If-Match, so that the tag of any answer with the row protects a change of it.
 */
export const rowTag = (version: string, embedding?: string): string =>
  embedding === undefined
    ? `"${version}"`
    : `"${version}.${createHash('sha256').update(embedding).digest('base64url').slice(0, 27)}"`;

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

/** If-None-Match compares weakly: whether the client has this version already. */
export const isKnown = (header: string | undefined, tag: string): boolean =>
  header !== undefined && (isAny(header) || (tagsOf(header) ?? []).some(({ text }) => `"${text}"` === tag));

/** The versions of a row that If-Match names. */
export interface RequiredVersions {
  readonly strong: readonly string[];
  /** Of weak tags: those never match, and the refusal says so. */
  readonly weak: readonly string[];
}

const versionOf = ({ text }: EntityTag): string => /^\d+(?=$|[.-])/.exec(text)?.[0] ?? '';

/** The versions that If-Match allows a change of; undefined when it allows any. */
export const requiredVersions = (header: string | undefined): RequiredVersions | undefined => {
  if (header === undefined || isAny(header)) return undefined;
  const tags = tagsOf(header);
  if (tags === undefined) {
    const message = 'must be * or a list of tags in double quotes, as they came in ETag';
    throw new Problem(400, 'invalid_request', `If-Match ${message}.`, { errors: [{ path: 'If-Match', message }] });
  }
  return {
    strong: tags.filter(({ weak }) => !weak).map(versionOf),
    weak: tags.filter(({ weak }) => weak).map(versionOf),
  };
};

/** Why If-Match does not match a row of this version. */
export const preconditionFailed = ({ strong, weak }: RequiredVersions, version: string): Problem =>
  weak.length > 0 && (strong.length === 0 || weak.includes(version))
    ? new Problem(
        412,
        'weak_tag',
        'If-Match compares strongly, and a weak tag (W/"…") never matches: send the ETag of an answer that was not compressed on its way, or leave W/ out.',
      )
    : new Problem(
        412,
        'precondition_failed',
        'The row has changed since the version that If-Match names. Read it again.',
      );
