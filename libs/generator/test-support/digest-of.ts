import { createHash } from 'node:crypto';
import type { FileContent } from '../src/emit/index.ts';

/** One hash of all paths and contents, in their order. */
export const digestOf = (files: ReadonlyMap<string, FileContent>): string => {
  const hash = createHash('sha256');
  for (const [path, content] of files) {
    const bytes = Buffer.from(content);
    hash.update(`${JSON.stringify(path)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
};
