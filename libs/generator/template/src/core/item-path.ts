import type { Entity } from './registry.ts';

/** The names of an item's path parameters: those of its key fields where they can be. */
export const keyParameters = (entity: Entity): readonly string[] => {
  const names = entity.key.map(({ name }) => name);
  const usable = names.every((name) => /^[A-Za-z]\w*$/.test(name));
  return usable ? names : names.map((_, index) => `key${index + 1}`);
};

/**
 * A key value as a segment of a path. URL readers fold `.` and `..` away, and an empty segment is none: those get a
 * tilde in front, and so does what starts with one.
 */
export const keySegment = (text: string): string => {
  const plain = text !== '' && text !== '.' && text !== '..' && !text.startsWith('~');
  return encodeURIComponent(plain ? text : `~${text}`);
};

/** The value of a segment that the router has decoded. */
export const segmentValue = (segment: string): string => (segment.startsWith('~') ? segment.slice(1) : segment);

export const listUrl = (entity: Entity): string => `/api/${entity.resource.path}`;

export const itemUrl = (entity: Entity, key: readonly string[]): string =>
  [listUrl(entity), ...key.map(keySegment)].join('/');
