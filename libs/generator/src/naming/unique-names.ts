import { shortHash } from './words.ts';

/** Names that are taken in one namespace. */
export interface Namespace {
  has(name: string): boolean;
  take(name: string): void;
}

/** `fold` says which names count as the same (lower-cased ones for file systems). */
export const createNamespace = (reserved: Iterable<string> = [], fold = (name: string): string => name): Namespace => {
  const taken = new Set([...reserved].map(fold));
  return { has: (name) => taken.has(fold(name)), take: (name) => void taken.add(fold(name)) };
};

/**
 * The first free candidate, or else the first with a hash of the named thing: the suffix depends on the thing, not on
 * how many others collided before it.
 */
export const takeFirstFree = (
  namespace: Namespace,
  candidates: readonly string[],
  subject: readonly string[],
  withHash: (base: string, hash: string) => string,
): string => {
  const found =
    candidates.find((candidate) => !namespace.has(candidate)) ??
    hashed(namespace, candidates[0] ?? '', subject, withHash);
  namespace.take(found);
  return found;
};

const hashed = (
  namespace: Namespace,
  base: string,
  subject: readonly string[],
  withHash: (base: string, hash: string) => string,
): string => {
  for (let attempt = 0; ; attempt += 1) {
    const name = withHash(base, shortHash(...subject, ...(attempt === 0 ? [] : [String(attempt)])));
    if (!namespace.has(name)) return name;
  }
};

/** Things that are already named as they wish come first; the others follow in their own order. */
export const exactFirst = <T>(things: readonly T[], isExact: (thing: T) => boolean): readonly T[] => [
  ...things.filter(isExact),
  ...things.filter((thing) => !isExact(thing)),
];
