import { createHash } from 'node:crypto';
import { Problem } from './problems.ts';

/**
 * The ETag of a row: its version, followed by a digest of the whole JSON if rows are embedded. If-Match only looks at
 * the version, so that the ETag of any response with the row can be used to change it.
 */
export const rowTag = (version: string, embedding?: string): string =>
  embedding === undefined
    ? `"${version}"`
    : `"${version}.${createHash('sha256').update(embedding).digest('base64url').slice(0, 27)}"`;

interface EntityTag {
  readonly weak: boolean;
  readonly text: string;
}

/** RFC 9110, 8.8.3: a tag may contain commas, so a list cannot simply be split at commas. */
const tagList = /^[ \t,]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[ \t]*(?:,[ \t,]*|$))+$/;
const oneTag = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

/** The tags of a header; undefined if it is malformed. */
const tagsOf = (header: string): readonly EntityTag[] | undefined =>
  tagList.test(header)
    ? [...header.matchAll(oneTag)].map(([, weak, text = '']) => ({ weak: weak !== undefined, text }))
    : undefined;

const isAny = (header: string): boolean => header.trim() === '*';

/** Whether the client already has this version. If-None-Match uses the weak comparison. */
export const isKnown = (header: string | undefined, tag: string): boolean =>
  header !== undefined && (isAny(header) || (tagsOf(header) ?? []).some(({ text }) => `"${text}"` === tag));

/** The versions of a row that If-Match names. */
export interface RequiredVersions {
  readonly strong: readonly string[];
  /** The versions in weak tags, which never match; kept to explain the failure. */
  readonly weak: readonly string[];
}

const versionOf = ({ text }: EntityTag): string => /^\d+(?=$|[.-])/.exec(text)?.[0] ?? '';

/** Reads If-Match; undefined if any version may be changed. */
export const requiredVersions = (header: string | undefined): RequiredVersions | undefined => {
  if (header === undefined || isAny(header)) return undefined;
  const tags = tagsOf(header);
  if (tags === undefined) {
    const message = 'must be * or a list of tags in double quotes, as received in ETag';
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
        'If-Match uses the strong comparison, so a weak tag (W/"…") never matches: send the ETag of a response that no proxy compressed, or remove the W/.',
      )
    : new Problem(
        412,
        'precondition_failed',
        'The row has changed since the version that If-Match names. Read it again.',
      );
