import type { Entity } from './registry.ts';

/** The names of an item's path parameters: those of its key fields if the router accepts all of them. */
export const keyParameters = (entity: Entity): readonly string[] => {
  const names = entity.key.map(({ name }) => name);
  const usable = names.every((name) => /^[A-Za-z]\w*$/.test(name));
  return usable ? names : names.map((_, index) => `key${index + 1}`);
};

/**
 * Encodes a key value as a path segment. URL parsers resolve `.` and `..`, and an empty segment would not match a
 * route: these are prefixed with a tilde, as are values that start with one.
 */
export const keySegment = (text: string): string => {
  const plain = text !== '' && text !== '.' && text !== '..' && !text.startsWith('~');
  return encodeURIComponent(plain ? text : `~${text}`);
};

/** The key value of a segment that the router has already percent-decoded. */
export const segmentValue = (segment: string): string => (segment.startsWith('~') ? segment.slice(1) : segment);

export const listUrl = (entity: Entity): string => `/api/${entity.resource.path}`;

export const itemUrl = (entity: Entity, key: readonly string[]): string =>
  [listUrl(entity), ...key.map(keySegment)].join('/');
