import { createHash } from 'node:crypto';

const digest = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex');

/**
 * A part of some files, the same for the same seed: runs with different ones come to have all of them.
 *
 * @param share from 0 to 1; at least one file is drawn
 */
export const drawFiles = (files: readonly string[], share: number, seed: string): readonly string[] => {
  const order = new Map(files.map((file) => [file, digest(seed, file)]));
  return files
    .toSorted((left, right) => ((order.get(left) ?? '') < (order.get(right) ?? '') ? -1 : 1))
    .slice(0, Math.ceil(files.length * share))
    .toSorted();
};
